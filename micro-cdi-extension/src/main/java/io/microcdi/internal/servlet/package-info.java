/**
 * The integration with the web application. The servlet container finds it in this jar. It registers the WebSocket
 * endpoints on the application's own container when the application starts. It stops the node when the application
 * ends.
 */
package io.microcdi.internal.servlet;
