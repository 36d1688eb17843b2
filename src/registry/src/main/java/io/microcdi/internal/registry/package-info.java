/** The registry's engine: keeps the registrations, checks that instances are alive, answers lookups and forwards calls. */
package io.microcdi.internal.registry;
