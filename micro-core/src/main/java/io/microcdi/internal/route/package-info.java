/** Which handler serves a url, and how it is run: its thread, its context, its end, and its being told to stop. */
package io.microcdi.internal.route;
