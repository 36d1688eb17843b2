/**
 * The web application's side: found by the servlet container in our jar, it registers the WebSocket endpoints on the
 * application's own container when the application begins, and closes everything when it ends.
 */
package io.microcdi.internal.servlet;
