/** What an application writes on its beans. */
package io.microcdi.cdi;
