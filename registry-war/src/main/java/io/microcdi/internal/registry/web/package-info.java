/**
 * The registry as a web application: its start, its check of origins, its page, its HTTP API, and the gateway. The scripts of
 * the page are below {@code src/main/webapp/WEB-INF/page}.
 */
package io.microcdi.internal.registry.web;
