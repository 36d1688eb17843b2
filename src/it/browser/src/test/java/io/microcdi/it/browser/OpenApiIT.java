package io.microcdi.it.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The OpenAPI document of the sample, as the registry shows it, and a client in TypeScript that npm's packages make of it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenApiIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static TypeScript typeScript;
    private static DemoProcess demo;
    private static URI registry;

    @BeforeAll
    static void start() throws Exception {
        Optional<TypeScript> found = TypeScript.find();
        assumeTrue(found.isPresent());
        typeScript = found.get();
        demo = new DemoProcess();
        demo.firstCall();
        registry = demo.registryPage();
    }

    @AfterAll
    static void stop() {
        if (demo != null) {
            demo.close();
        }
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(registry.resolve(path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @Order(1)
    void theRegistryShowsTheRoutes() throws Exception {
        HttpResponse<String> routes = get("api/namespaces/payments/routes");
        assertThat(routes.statusCode()).isEqualTo(200);
        assertThat(routes.body())
                .isEqualTo("{\"routes\":[{\"path\":\"/charge\",\"parameters\":[],\"idempotent\":false},"
                        + "{\"path\":\"/receipts/{id}\",\"parameters\":[\"id\"],\"idempotent\":true}]}");
    }

    @Test
    @Order(2)
    void aServiceWithoutThePluginHasNoDocument() throws Exception {
        assertThat(get("openapi/checkout").statusCode()).isEqualTo(404);
        assertThat(get("openapi/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    @Order(3)
    void theDocumentIsValid() throws Exception {
        HttpResponse<String> document = get("openapi/payments");
        assertThat(document.statusCode()).isEqualTo(200);
        assertThat(document.headers().firstValue("Content-Type")).contains("application/json;charset=UTF-8");
        typeScript.write("payments.json", document.body());
        assertThat(typeScript.run("validate.mjs", "payments.json"))
                .isEqualTo(new Command.Ended(0, "valid 3.1\n"));
    }

    /** Generics, arrays, optional results, roles, routes without a result and constraints. */
    @Test
    @Order(4)
    void theDocumentOfEachKindOfRouteIsValid() throws Exception {
        assertThat(typeScript.run("validate.mjs", "shop.json")).isEqualTo(new Command.Ended(0, "valid 3.1\n"));
    }

    /** The validator finds what is wrong. */
    @Test
    @Order(5)
    void aDocumentWithoutItsPathsIsInvalid() throws Exception {
        typeScript.write("broken.json", "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"shop\"}}");
        assertThat(typeScript.run("validate.mjs", "broken.json").status()).isEqualTo(1);
    }

    @Test
    @Order(6)
    void aGeneratedClientCallsTheGateway() throws Exception {
        typeScript.write("payments.json", get("openapi/payments").body());
        Command.Ended generated = typeScript.run("node_modules/openapi-typescript/bin/cli.js", "payments.json", "-o",
                "payments.d.ts");
        assertThat(generated.status()).as(generated.output()).isZero();
        assertThat(typeScript.run("node_modules/typescript/bin/tsc", "-p", ".")).as("the compiler")
                .isEqualTo(new Command.Ended(0, ""));
        String gateway = registry.toString().replaceFirst("/$", "");
        assertThat(typeScript.run("client.js", gateway)).isEqualTo(new Command.Ended(0, """
                charge 200 PAID 42.5
                receipt 200 true
                refused 422 The amount must be more than zero.
                """));
    }
}
