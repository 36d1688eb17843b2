/** The registry as a web application: its start, its check of origins, its page, its HTTP API, and the gateway. */
package io.microcdi.internal.registry.web;
