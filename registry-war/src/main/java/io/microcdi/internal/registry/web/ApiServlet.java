package io.microcdi.internal.registry.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.registry.CallEdge;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.registry.HeapGuard;
import io.microcdi.internal.registry.InstanceDetail;
import io.microcdi.internal.registry.NamespaceSummary;
import io.microcdi.internal.registry.RegistryEvent;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.registry.DepartureView;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.NamespaceView;
import io.microcdi.registry.ProxyAnswer;

/**
 * Serves the HTTP API: {@code /api/namespaces} lists all namespaces, {@code /api/namespaces/{namespace}} returns one of
 * them, {@code /api/namespaces/{namespace}/routes} returns the routes of one instance of it, {@code /openapi/{namespace}} its
 * OpenAPI document, and {@code /api/status} shows that the registry runs and which instances left last.
 */
public final class ApiServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String DOCUMENT = "/WEB-INF/api/openapi.json";
    private static final String INSTANCES = "/instances";
    private static final Pattern ACTION = Pattern.compile("/instances/([A-Za-z0-9_-]+)/(drain|eject|restore)");
    private static final String LIVE = "/live";
    private static final String READY = "/ready";
    private static final String ONE = "/namespaces/";
    private static final String ROUTES = "/routes";
    private static final String AFTER = "after";
    /** The parameters of the list of namespaces: of one with all instances, and of a page. */
    private static final List<String> LIST = Stream.concat(Stream.of(AFTER), ApiLists.PAGED.stream()).toList();
    private static final String OPENAPI = "/openapi";
    /** The longest OpenAPI document, in characters. */
    private static final int MAX_DOCUMENT = 1 << 20;
    private static final String NOT_REGISTERED = "no instance of this namespace is registered";
    /** The longest time in which an instance answers. */
    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(5);

    private final transient Snapshots lists = new Snapshots();
    private transient JsonGeneratorFactory json;
    private transient byte[] document;

    /** Called by the container. */
    public ApiServlet() {
    }

    @Override
    public void init() throws ServletException {
        json = Json.createGeneratorFactory(Map.of());
        try (InputStream in = getServletContext().getResourceAsStream(DOCUMENT)) {
            if (in == null) {
                throw new ServletException(DOCUMENT + " is not in the archive");
            }
            document = in.readAllBytes();
        } catch (IOException e) {
            throw new ServletException(e);
        }
    }

    /** Returns whether a request asks only whether the registry works. Such a request needs no sign-in. */
    static boolean isProbe(HttpServletRequest request) {
        String path = request.getPathInfo();
        return request.getServletPath().equals("/api") && (LIVE.equals(path) || READY.equals(path))
                && (request.getMethod().equals("GET") || request.getMethod().equals("HEAD"));
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Attributes attributes = Attributes.of(getServletContext());
        if (isProbe(request)) {
            probe(request, response, attributes.registry().problem().isEmpty()
                    && (LIVE.equals(request.getPathInfo()) || isReady(attributes)));
            return;
        }
        NamespaceGlobs visible = AccessFilter.identity(request).visible();
        String path = String.valueOf(request.getPathInfo());
        if (request.getServletPath().equals(OPENAPI) && path.length() > 1 && path.startsWith("/")) {
            if (!ApiQuery.refuses(request, response, List.of())) {
                ask(request, response, attributes, path.substring(1), attributes.registry()::openApi);
            }
            return;
        }
        ApiLists pages = new ApiLists(attributes.registry(), attributes.streams().json());
        if (path.equals(INSTANCES)) {
            pages.instances(request, response, visible, null);
            return;
        }
        if (path.startsWith(INSTANCES + "/")) {
            instance(request, response, attributes, path.substring(INSTANCES.length() + 1).split("/", -1));
            return;
        }
        if (path.equals("/namespaces") && ApiLists.isPaged(request)) {
            pages.namespaces(request, response, visible);
            return;
        }
        if (path.startsWith(ONE)) {
            String name = path.substring(ONE.length());
            if (name.endsWith(INSTANCES) && attributes.registry().summary(name).isEmpty()) {
                String namespace = name.substring(0, name.length() - INSTANCES.length());
                maySee(request, attributes, namespace); // the list is empty if not
                pages.instances(request, response, visible, namespace);
                return;
            }
            String view = request.getParameter("view");
            if (view != null) {
                if (!view.equals("numbers")) {
                    Replies.text(response, HttpServletResponse.SC_BAD_REQUEST,
                            ApiQuery.invalid("view", view, "numbers").getMessage());
                } else if (!ApiQuery.refuses(request, response, List.of("view"))) {
                    numbers(request, response, attributes, name);
                }
                return;
            }
            // the last segment of a namespace may be "routes"
            boolean routes = name.endsWith(ROUTES) && attributes.registry().summary(name).isEmpty();
            if (ApiQuery.refuses(request, response, routes ? List.of(AFTER) : List.of("view", AFTER))) {
                return;
            }
            if (routes) {
                String after = request.getParameter(AFTER);
                ask(request, response, attributes, name.substring(0, name.length() - ROUTES.length()),
                        (namespace, timeout) -> attributes.registry().routes(namespace, after, timeout));
                return;
            }
            one(request, response, attributes, name);
            return;
        }
        if (Set.of("/openapi.json", "/status").contains(path) && ApiQuery.refuses(request, response, List.of())) {
            return;
        }
        switch (path) {
            case "/namespaces" -> all(request, response, attributes.registry(), visible);
            case "/openapi.json" -> {
                head(response);
                SlowReply.write(request, response, document, () -> {
                });
            }
            case "/status" -> {
                Optional<String> problem = attributes.registry().problem();
                response.setStatus(problem.isEmpty() ? HttpServletResponse.SC_OK
                        : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                write(request, response,
                        out -> writeStatus(out, attributes, problem, AccessFilter.identity(request)));
            }
            default -> Replies.text(response, HttpServletResponse.SC_NOT_FOUND,
                    "nothing here: expected /api/namespaces, /api/namespaces/{namespace} and below it /instances or"
                            + " /routes, /api/instances, /api/instances/{id}, /api/events, /api/events/recent,"
                            + " /api/calls, /api/status or /api/openapi.json");
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getMethod().equals("POST") || Replies.isReading(request, response)) {
            super.service(request, response);
        }
    }

    /** Returns whether a request may see a namespace. Writes it to the audit log if not: the answer does not tell. */
    private static boolean maySee(HttpServletRequest request, Attributes attributes, String namespace) {
        return attributes.registry().maySee(AccessFilter.identity(request), namespace);
    }

    /** Answers with the numbers of one namespace. */
    private static void numbers(HttpServletRequest request, HttpServletResponse response, Attributes attributes,
            String name) throws IOException {
        Optional<NamespaceSummary> found = maySee(request, attributes, name) ? attributes.registry().summary(name)
                : Optional.empty();
        if (found.isEmpty()) {
            Replies.text(response, HttpServletResponse.SC_NOT_FOUND, NOT_REGISTERED);
            return;
        }
        ApiJson pages = attributes.streams().json();
        ApiQuery.answer(request, response,
                pages.text(out -> pages.namespace(out, found.get(), pages.calls().get(name))));
    }

    /** Answers with one instance, or with its routes. */
    private static void instance(HttpServletRequest request, HttpServletResponse response, Attributes attributes,
            String[] segments) throws IOException {
        boolean routes = segments.length == 2 && segments[1].equals("routes");
        if (ApiQuery.refuses(request, response, routes ? List.of(AFTER) : List.of())) {
            return;
        }
        NamespaceGlobs visible = AccessFilter.identity(request).visible();
        String[] named = RegistryEvent.named(segments[0]);
        Optional<InstanceDetail> found = named.length == 0 || !maySee(request, attributes, named[0])
                ? Optional.empty()
                : attributes.registry().detail(named[0], named[1]);
        if (found.isEmpty()) {
            Replies.text(response, HttpServletResponse.SC_NOT_FOUND, "no such instance is registered");
        } else if (segments.length == 1) {
            ApiJson pages = attributes.streams().json();
            List<CallEdge> callers = attributes.registry().callers(named[0], named[1], visible::contains);
            ApiQuery.answer(request, response, pages.text(out -> pages.instance(out, found.get(), callers)));
        } else if (routes) {
            String after = request.getParameter(AFTER);
            ask(request, response, attributes, named[0],
                    (namespace, timeout) -> attributes.registry().routes(namespace, named[1], after, timeout));
        } else {
            Replies.text(response, HttpServletResponse.SC_NOT_FOUND, "nothing here: expected"
                    + " /api/instances/{id}, /api/instances/{id}/routes, or POST with drain, eject or restore");
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String path = String.valueOf(request.getPathInfo());
        Matcher action = ACTION.matcher(path);
        if (!request.getServletPath().equals("/api") || !action.matches()) {
            if (path.startsWith(INSTANCES + "/") && path.indexOf('/', INSTANCES.length() + 1) > 0) {
                Replies.text(response, HttpServletResponse.SC_NOT_FOUND,
                        "nothing here: expected POST with /api/instances/{id}/drain, eject or restore");
            } else {
                Replies.notAllowed(request, response, "GET, HEAD");
            }
            return;
        }
        if (ApiQuery.refuses(request, response, action.group(2).equals("eject") ? List.of("for") : List.of())) {
            return;
        }
        String[] named = RegistryEvent.named(action.group(1));
        if (named.length == 0) {
            Replies.text(response, HttpServletResponse.SC_NOT_FOUND, "no such instance is registered");
            return;
        }
        Attributes.of(getServletContext()).actions().act(request, response, named[0], named[1], action.group(2));
    }

    private static boolean isReady(Attributes attributes) {
        return !attributes.isStopping()
                && (attributes.registry().members().isEmpty() || attributes.registry().isSettled());
    }

    /** Answers the probe of a platform. The answer contains only the result, because the platform has not signed in. */
    private void probe(HttpServletRequest request, HttpServletResponse response, boolean up) throws IOException {
        response.setStatus(up ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        write(request, response, out -> out.writeStartObject().write("status", up ? "UP" : "DOWN").writeEnd());
    }

    private void all(HttpServletRequest request, HttpServletResponse response, EngineRegistry registry,
            NamespaceGlobs visible) throws IOException {
        if (ApiQuery.refuses(request, response, LIST)) {
            return;
        }
        String after = request.getParameter(AFTER);
        if (visible.equals(NamespaceGlobs.ALL) && after == null) {
            // those who see all share the first texts that are being written
            Snapshots.Snapshot snapshot = lists.take(() -> part(registry, visible, after));
            OnceRunnable release = new OnceRunnable(snapshot::release);
            release.handOver(() -> {
                head(response);
                SlowReply.write(request, response, snapshot.bytes(), release);
                return null;
            });
            return;
        }
        byte[] part;
        try {
            part = part(registry, visible, after);
        } catch (IllegalArgumentException e) {
            Replies.text(response, HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
            return;
        }
        writeOwn(request, response, part);
    }

    private static void head(HttpServletResponse response) {
        Replies.secure(response);
        response.setContentType("application/json");
    }

    private static void writeOwn(HttpServletRequest request, HttpServletResponse response, byte[] bytes)
            throws IOException {
        SlowReply.writeOwn(request, response, bytes, Attributes.of(request.getServletContext()).limits(),
                () -> head(response));
    }

    private byte[] part(EngineRegistry registry, NamespaceGlobs visible, @Nullable String after) {
        List<String> names = registry.summaries().stream().map(NamespaceSummary::name).filter(visible::contains)
                .toList();
        InstanceParts part = InstanceParts.of(names, registry::details, after);
        return bytes(out -> {
            // with the time, so that a page does not depend on the browser's clock
            out.writeStartObject().write("now", Instant.now().toString());
            optional(out, "next", part.next());
            out.writeStartArray("namespaces");
            part.namespaces().forEach(namespace -> {
                out.writeStartObject();
                writeNamespace(out, namespace);
                out.writeEnd();
            });
            out.writeEnd().writeEnd();
        });
    }

    private void one(HttpServletRequest request, HttpServletResponse response, Attributes attributes, String name)
            throws IOException {
        EngineRegistry registry = attributes.registry();
        if (!maySee(request, attributes, name) || registry.summary(name).isEmpty()) {
            Replies.text(response, HttpServletResponse.SC_NOT_FOUND, NOT_REGISTERED);
            return;
        }
        InstanceParts part;
        try {
            part = InstanceParts.of(List.of(name), registry::details, request.getParameter(AFTER));
        } catch (IllegalArgumentException e) {
            Replies.text(response, HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
            return;
        }
        InstanceParts found = part;
        write(request, response, out -> {
            out.writeStartObject();
            optional(out, "next", found.next());
            writeNamespace(out, found.namespaces().isEmpty() ? new NamespaceView(name, List.of())
                    : found.namespaces().get(0));
            out.writeEnd();
        });
    }

    /** Answers with the text of an instance about itself, in ASCII. */
    private static void ask(HttpServletRequest request, HttpServletResponse response, Attributes attributes,
            String namespace, BiFunction<String, Duration, CompletableFuture<ProxyAnswer>> asked) throws IOException {
        if (!maySee(request, attributes, namespace) || attributes.registry().summary(namespace).isEmpty()
                || !attributes.registry().mayCall(AccessFilter.identity(request), namespace)) {
            Replies.text(response, HttpServletResponse.SC_NOT_FOUND, NOT_REGISTERED);
            return;
        }
        boolean document = request.getServletPath().equals(OPENAPI);
        GatewayCall.answer(request, response,
                asked.apply(namespace, QUERY_TIMEOUT).thenApply(attributes::whileStopping)
                        .thenApply(answer -> document ? withCure(namespace, answer) : answer),
                attributes.limits(), QUERY_TIMEOUT, ApiServlet::inAscii, () -> {
                });
    }

    /** Says how a service gets a document if it has none. */
    static ProxyAnswer withCure(String namespace, ProxyAnswer answer) {
        return answer.outcome() == ProxyAnswer.Outcome.FAILED && answer.status().equals("404")
                ? new ProxyAnswer(answer.outcome(), answer.status(), answer.payload(), namespace
                        + " has no OpenAPI document: build it with the goal openapi of micro-maven-plugin",
                        answer.mayHaveExecuted())
                : answer;
    }

    private static ProxyAnswer inAscii(ProxyAnswer answer) {
        if (answer.payload() == null) {
            return answer;
        }
        return answer.payload().length() > MAX_DOCUMENT
                ? new ProxyAnswer(ProxyAnswer.Outcome.FAILED, "502", null,
                        "the answer is longer than " + MAX_DOCUMENT + " characters", true)
                : new ProxyAnswer(answer.outcome(), answer.status(), AsciiWriter.escaped(answer.payload()),
                        answer.message(), answer.mayHaveExecuted());
    }

    private void write(HttpServletRequest request, HttpServletResponse response, Consumer<JsonGenerator> writer)
            throws IOException {
        writeOwn(request, response, bytes(writer));
    }

    /** Returns JSON text in ASCII. */
    private byte[] bytes(Consumer<JsonGenerator> writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = json.createGenerator(
                new AsciiWriter(new OutputStreamWriter(bytes, StandardCharsets.US_ASCII)))) {
            writer.accept(out);
        }
        return bytes.toByteArray();
    }

    private static void writeStatus(JsonGenerator out, Attributes attributes, Optional<String> problem,
            PeerIdentity you) {
        NamespaceGlobs visible = you.visible();
        List<NamespaceSummary> namespaces = attributes.registry().summaries().stream()
                .filter(namespace -> visible.contains(namespace.name())).toList();
        int instances = namespaces.stream().mapToInt(NamespaceSummary::instances).sum();
        out.writeStartObject().write("status", problem.isEmpty() ? "ok" : "stalled");
        problem.ifPresent(reason -> out.write("problem", reason));
        out.write("security", attributes.registry().securityMode().name().toLowerCase(Locale.ROOT));
        HeapGuard.Memory memory = attributes.registry().memory();
        out.writeStartObject("memory").write("live", memory.live()).write("max", memory.max()).write("refusing",
                memory.refusing()).writeEnd();
        out.write("now", attributes.registry().timer().now().toString());
        ApiJson pages = attributes.streams().json();
        pages.totals(out, visible, pages.calls());
        out.writeStartObject("streams").write("open", attributes.streams().open()).write("max",
                attributes.streams().max()).writeEnd().writeStartObject("you");
        if (you.principal() != null) {
            out.write("name", you.principal().getName());
        }
        out.write("mayAct", attributes.actions().mayActNow(you)).writeEnd();
        if (attributes.registry().members().isEmpty()) {
            out.writeStartObject("cluster").write("enabled", false).write("settled", true).writeStartArray("members")
                    .writeEnd().writeEnd();
        } else {
            out.writeStartObject("cluster").write("enabled", true)
                    .write("settled", attributes.registry().knowsMembers()).writeStartArray("members");
            attributes.registry().members().forEach(member -> {
                out.writeStartObject().write("name", member.name()).write("self", member.self()).write("instances",
                        attributes.registry().instances(member, visible));
                if (!member.url().isEmpty()) {
                    out.write("url", member.url());
                }
                out.writeEnd();
            });
            out.writeEnd().writeEnd();
        }
        out.write("uptime", Duration.between(attributes.started(), Instant.now()).toSeconds())
                .write("namespaces", namespaces.size()).write("instances", instances).writeStartArray("departed");
        for (DepartureView departure : attributes.registry().departures()) {
            if (!visible.contains(departure.namespace())) {
                continue;
            }
            out.writeStartObject().write("namespace", departure.namespace()).write("key", departure.key())
                    .write("at", departure.at().toString()).write("reason", departure.reason()).writeEnd();
        }
        out.writeEnd().writeEnd();
    }

    private static void writeNamespace(JsonGenerator out, NamespaceView namespace) {
        out.write("name", namespace.name()).writeStartArray("instances");
        namespace.instances().forEach(instance -> writeInstance(out, instance));
        out.writeEnd();
    }

    private static void optional(JsonGenerator out, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            out.write(name, value);
        }
    }

    private static void writeInstance(JsonGenerator out, InstanceView instance) {
        out.writeStartObject().write("key", instance.key()).write("host", instance.host())
                .write("port", instance.port()).write("path", instance.path())
                .write("since", instance.since().toString());
        optional(out, "lastHeartbeat", instance.owner().isEmpty() ? instance.heartbeat().toString() : null);
        out.write("dialect", instance.dialect()).write("proxied", instance.forwardedCalls());
        out.writeStartArray("features");
        instance.features().stream().sorted().forEach(out::write);
        out.writeEnd();
        optional(out, "version", instance.version());
        optional(out, "zone", instance.zone());
        optional(out, "registry", instance.owner());
        out.writeEnd();
    }
}
