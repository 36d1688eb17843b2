package io.microcdi.it.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.json.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.microcdi.MicroNode;
import io.microcdi.error.MicroException;
import io.microcdi.testing.socket.NodeSocket;

/** A peer puts texts that would forge lines of the log, or hide some, into each field that it can fill. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@Tag("slow")
class HostileTextsInLogTest {

    private static final String FORGED = "INFO MICRO001200: + payments 6.6.6.6:6666";
    private static final String TEXT = "evil\n" + FORGED
            + "\r\u001B[2K\u0085\u009B2K\u2028\u2029\u202E\u2066\u200B\uFEFF\u00AD\u200C\u200D"
            + "\u034F\u115F\u1160\u2800\u3164\uFFA0\uFE00\uFE0F" + Character.toString(0xE0100)
            + Character.toString(0xE01EF) + " end";
    private static final String JSON = Json.createValue(TEXT).toString();
    private static final String HELLO = """
            {"id":0,"mode":0,"twoway":false,"data":{"url":"/-/hello","data":%s}}""";
    private static final String REGISTRY = String.format(HELLO, """
            {"v":1,"id":"4f0c9b5e-1d8f-4a57-9f6d-1f0a6f1c2b3d","namespace":"registry",\
            "features":["errors","leaving","metadata","path","watch"]}""");

    private final LogLines log = new LogLines();
    private MicroNode node;

    @BeforeEach
    void make() {
        node = MicroNode.builder("victim").listen("127.0.0.1", 0).build();
    }

    @AfterEach
    void stop() {
        node.stop();
        log.close();
    }

    static Stream<String> requests() {
        return Stream
                .of("{'url':%s}", "{'url':%s,'data':1}", "{'url':'/throw','data':%s}", "{'url':'/number','data':%s}",
                        "{'url':'/number','data':{%s:1}}", "{'url':'/throw','data':{'_correlationId':%s,'data':'x'}}",
                        "{'url':'/throw','data':'x','metadata':{'correlation-id':%s}}",
                        "{'url':'/throw','data':'x','metadata':{'tenant':%s}}",
                        "{'url':'/throw','data':'x','metadata':{%s:'x'}}",
                        "{'url':'/throw','data':'x','metadata':%s}",
                        "{'url':'/throw','data':'x','metadata':{'authorization':%s}}",
                        "{'url':'/slow','data':%s}",
                        "{'url':'/throw','timeout':%s}", "{'url':'/-/find','data':%s}",
                        "{'url':'/-/watch','data':{'namespace':%s}}",
                        "{'url':'/-/lease','data':{'proof':%s}}", "{'url':'/-/token','data':%s}",
                        "{'url':'/-/changed','data':{'namespace':%s,'rev':1,'added':[],'removed':[%s]}}", "%s")
                .map(HostileTextsInLogTest::hostile);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void ofRequests(String data) throws Exception {
        node.register("/number", Integer.class, (number, context) -> number);
        node.register("/throw", String.class, (text, context) -> {
            throw new IllegalStateException("no " + text + " of " + context.metadata("tenant").orElse(TEXT));
        });
        node.register("/slow", String.class, (text, context) -> {
            context.onAbort(() -> {
                throw new IllegalStateException("cannot cancel " + text);
            });
            return new CompletableFuture<String>();
        });
        node.register("/done", context -> "done");
        node.start();
        try (NodeSocket peer = NodeSocket.connect("ws://" + node.key() + "/127.0.0.1/1/stranger?v=1"
                + "&id=11111111-1111-4111-8111-111111111111&features=errors,leaving,metadata,path,token")) {
            peer.send("{\"id\":7,\"mode\":0,\"twoway\":true,\"data\":" + data + "}");
            peer.send("{\"id\":8,\"mode\":1,\"twoway\":false,\"data\":{\"status\":" + JSON + ",\"message\":" + JSON
                    + "}}");
            peer.send("{\"id\":9,\"mode\":" + JSON + "}").send(JSON).send(TEXT);
            peer.send("{\"id\":11,\"mode\":2,\"data\":7}");
            peer.send(String.format(HELLO, "{\"v\":1,\"id\":" + JSON + ",\"namespace\":" + JSON + "}"));
            peer.send("{\"id\":10,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/done\"}}");
            awaitAnswer(peer, 10);
        }
        node.stop();
        log.assertClean(FORGED);
    }

    static Stream<String> answers() {
        return Stream
                .of("{'status':500,'message':%s}", "{'status':%s,'message':%s}",
                        "{'status':409,'message':'m','data':%s}",
                        "{'status':503,'executed':false,'message':%s,'data':{'retryAfter':%s}}",
                        "{'status':404,'message':%s}",
                        "{'status':200,'data':%s}", "{'status':200,'data':{%s:%s}}", "{%s:1}", "%s")
                .map(HostileTextsInLogTest::hostile);
    }

    /** The handler of another node passes the failure on, so that the node logs it with the stack trace. */
    @ParameterizedTest
    @MethodSource("answers")
    void ofAnswers(String data) throws Exception {
        try (ClosingServer service = new ClosingServer(null, frame -> data)) {
            service.answerWhole();
            node.register("/outer", context -> node.caller().at("ws://127.0.0.1:" + service.port())
                    .timeout(Duration.ofSeconds(10)).call("/inner", 1, Integer.class));
            node.start();
            assertThatThrownBy(
                    () -> node.dispatch("/outer", 1, String.class).toCompletableFuture().get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(MicroException.class);
        }
        log.await("/outer");
        node.stop();
        log.assertClean(FORGED);
    }

    static Stream<List<String>> registryAnswers() {
        String instance = """
                {"key":%s,"host":%s,"port":1,"path":%s,"scheme":%s,"id":%s,"v":1,"namespace":%s}""";
        String hello = """
                {"v":1,"id":%s,"namespace":"registry","features":[%s],"path":%s,"scheme":%s,"nonce":%s}""";
        Stream<List<String>> answers = Stream
                .of("%s", "{'host':%s,'port':1}", "{'host':'127.0.0.1','port':%s}",
                        "{'host':'127.0.0.1','port':1,'path':%s,'id':%s}", "{'rev':1,'instances':[" + instance + "]}",
                        "{'rev':%s,'instances':%s}")
                .flatMap(found -> Stream.of("{'status':200,'data':" + found + "}",
                        "{'status':404,'message':%s,'data':" + found + "}"))
                .map(answer -> List.of(REGISTRY, hostile(answer)));
        // a hello with such a nonce is refused, so that one with another nonce is needed for the rest
        return Stream.concat(answers, Stream.of(hello, hello.replace("\"nonce\":%s", "\"nonce\":\"n\""))
                .map(each -> List.of(String.format(HELLO, hostile(each)), hostile("{'status':200}"))));
    }

    private static String hostile(String template) {
        return template.replace('\'', '"').replace("%s", JSON);
    }

    @ParameterizedTest
    @MethodSource("registryAnswers")
    void ofARegistry(List<String> helloAndAnswer) throws Exception {
        try (ClosingServer registry = new ClosingServer(helloAndAnswer.get(0), frame -> helloAndAnswer.get(1))) {
            registry.answerWhole();
            node = MicroNode.builder("victim").registry("ws://127.0.0.1:" + registry.port()).listen("127.0.0.1", 0)
                    .build();
            node.register("/outer", context -> node.caller().to("payments").timeout(Duration.ofSeconds(1))
                    .call("/inner", 1, String.class));
            node.start();
            assertThatThrownBy(
                    () -> node.dispatch("/outer", 1, String.class).toCompletableFuture().get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(MicroException.class);
        }
        node.stop();
        log.assertClean(FORGED);
    }

    private static void awaitAnswer(NodeSocket peer, int id) throws InterruptedException {
        String frame = peer.receive();
        while (!frame.contains("\"id\":" + id)) {
            frame = peer.receive();
        }
        assertThat(frame).contains("done");
    }
}
