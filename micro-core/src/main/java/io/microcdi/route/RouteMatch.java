package io.microcdi.route;

import java.util.Map;

/**
 * A route that serves a url.
 *
 * @param url as it was asked for
 * @param parameters the values of the path parameters by name
 */
public record RouteMatch(Route route, String url, Map<String, String> parameters) {
}
