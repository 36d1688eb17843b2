/** The Maven plugin: finds the routes in compiled classes, and writes their OpenAPI document. */
package io.microcdi.maven;
