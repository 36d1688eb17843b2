/**
 * The configuration of the application, from MicroProfile Config where the server or the WAR has it, else from system
 * properties and environment variables. Everything is read and checked once, while the application is deployed.
 */
package io.microcdi.internal.cdi.config;
