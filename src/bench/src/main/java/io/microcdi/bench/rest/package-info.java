/** The Jakarta REST client as RESTEasy has it, tuned: connections kept and as many as callers, one {@code Jsonb}. */
package io.microcdi.bench.rest;
