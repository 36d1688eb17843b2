/** The registry as a web application: its start, its guard against foreign pages, its page and what feeds it. */
package io.microcdi.internal.registry.web;
