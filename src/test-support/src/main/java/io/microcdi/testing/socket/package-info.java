/** WebSockets made by hand or by the JDK alone, so that the engine is tested by peers that share no code with it. */
package io.microcdi.testing.socket;
