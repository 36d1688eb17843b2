/**
 * The configuration of the application. It comes from MicroProfile Config if the server or the WAR has it, and
 * otherwise from system properties and environment variables. All settings are read and checked once, while the
 * application is deployed.
 */
package io.microcdi.internal.cdi.config;
