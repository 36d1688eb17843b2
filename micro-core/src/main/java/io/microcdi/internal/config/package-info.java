/**
 * The settings that the engine reads for one namespace or one route, and the texts of durations, secrets and environment
 * variables. The keys themselves are API, in {@link io.microcdi.config}.
 */
package io.microcdi.internal.config;
