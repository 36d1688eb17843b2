package io.microcdi.internal.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.microcdi.Registration;
import io.microcdi.RouteContext;
import io.microcdi.RouteHandler;
import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.standalone.EngineNode;
import io.microcdi.test.Fake;
import io.microcdi.test.FakeRequest;
import io.microcdi.test.FakeRoute;
import io.microcdi.test.Verification;

/**
 * A fake: nodes whose routes run scripts. The routes are inline, so that all requests of a test come in one order.
 * Thread-safe.
 */
final class FakeNode implements Fake {

    /** The deadline of a request is that of its caller. */
    private static final Duration HANDLER_TIMEOUT = Duration.ofDays(1);
    /** The route of requests without a script, until a script has this shape. */
    private static final PathPattern REST = PathPattern.parse("/{rest...}");

    private final TestWorld world;
    private final String namespace;
    private final List<EngineNode> nodes = new ArrayList<>();
    private final Map<String, Script> scripts = new TreeMap<>();
    private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();
    private final Registration rest;

    /** Makes a fake and registers its instances. */
    FakeNode(TestWorld world, String namespace, int instances) {
        this.world = world;
        this.namespace = namespace;
        for (int i = 0; i < instances; i++) {
            EngineNode node = world.start(namespace,
                    config -> config.with(ConfigKeys.HANDLER_TIMEOUT, HANDLER_TIMEOUT));
            nodes.add(node);
        }
        List<Registration> unscripted = nodes.stream()
                .map(node -> node.register(new RouteSpec(REST, false, true), context -> unscripted(node, context)))
                .toList();
        this.rest = () -> unscripted.forEach(Registration::close);
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public synchronized FakeRoute when(String path) {
        Objects.requireNonNull(path, "the path is null");
        String key = PathPattern.parse(path).shape();
        Script before = scripts.remove(key);
        if (before != null) {
            before.close();
        }
        if (key.equals(REST.shape())) {
            rest.close();
        }
        Script script = new Script(this, world, path);
        script.serve(false);
        scripts.put(key, script);
        return script;
    }

    /** Serves a path on all instances. */
    Registration serve(String path, boolean idempotent, Handler handler) {
        List<Registration> registrations = nodes.stream()
                .map(node -> node.register(inline(path, idempotent),
                        context -> handler.handle(received(node, context))))
                .toList();
        return () -> registrations.forEach(Registration::close);
    }

    private static RouteSpec inline(String path, boolean idempotent) {
        return new RouteSpec(PathPattern.parse(path), idempotent, true);
    }

    private ReceivedRequest received(EngineNode node, RouteContext context) {
        ReceivedRequest request = new ReceivedRequest(context, node.key(), world.time().elapsed());
        requests.add(request);
        return request;
    }

    private Object unscripted(EngineNode node, RouteContext context) {
        String url = received(node, context).url();
        throw new RequestRefusedException(404, "no route " + url + " in the fake of " + namespace + ", which has "
                + scripted());
    }

    /** Returns the paths that are scripted, for a message. */
    synchronized String scripted() {
        return scripts.isEmpty() ? "no route: script one by when(…)"
                : String.join(", ", scripts.values().stream().map(Script::path).toList());
    }

    @Override
    public Verification verify(String path) {
        Objects.requireNonNull(path, "the path is null");
        return new PathVerification(this, path);
    }

    @Override
    public List<FakeRequest> requests() {
        return List.copyOf(requests);
    }

    List<ReceivedRequest> received() {
        return requests;
    }

    /** Answers a recorded request, as {@link RouteHandler} does. */
    @FunctionalInterface
    interface Handler {

        Object handle(ReceivedRequest request) throws Exception;
    }
}
