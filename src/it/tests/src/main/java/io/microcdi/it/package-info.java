/**
 * Tests that are the same on every server. The modules beside this one start a server and run them there.
 */
package io.microcdi.it;
