package io.microcdi.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which routes are found in compiled classes, and how the document describes them. */
class OpenApiDocumentTest {

    private final TestDocument made = new TestDocument(Shop.Order.class, Shop.Line.class, Shop.State.class,
            Shop.Customer.class, Shop.Reading.class, Shop.Stored.class, Shop.Parcel.class, Shop.Weight.class,
            Shop.Vehicle.class, Shop.Account.class, Shop.Login.class);
    private final List<String> warnings = made.warnings();

    private JsonObject document(Class<?>... beans) {
        return made.of(beans);
    }

    private static JsonObject operation(JsonObject document, String path) {
        return document.getJsonObject("paths").getJsonObject("/call/shop/eu" + path).getJsonObject("post");
    }

    private static String body(JsonObject operation) {
        return schema(operation.getJsonObject("requestBody"));
    }

    private static String result(JsonObject operation) {
        return schema(operation.getJsonObject("responses").getJsonObject("200"));
    }

    private static String schema(JsonObject holder) {
        return holder.getJsonObject("content").getJsonObject("application/json").get("schema").toString();
    }

    private static JsonObject schemas(JsonObject document) {
        return document.getJsonObject("components").getJsonObject("schemas");
    }

    @Test
    void theDocumentNamesTheGatewayAndTheToken() {
        JsonObject document = document(Shop.Others.class);
        assertThat(document.getString("openapi")).startsWith("3.1.");
        assertThat(document.getJsonObject("info").getString("title")).isEqualTo("shop/eu");
        assertThat(document.getJsonObject("info").getString("version")).isEqualTo("1.2");
        assertThat(document.getJsonArray("servers").toString()).contains("http://gateway.example");
        assertThat(document.getJsonArray("security")).hasToString("[{\"bearer\":[]},{}]");
        assertThat(document.getJsonObject("components").getJsonObject("securitySchemes").getJsonObject("bearer")
                .getString("scheme")).isEqualTo("bearer");
    }

    @Test
    void everyRouteOfABeanIsAPath() {
        assertThat(document(Shop.Orders.class, Shop.Others.class, Shop.Client.class).getJsonObject("paths").keySet())
                .containsExactlyInAnyOrder("/call/shop/eu/orders", "/call/shop/eu/orders/{id}",
                        "/call/shop/eu/orders/nothing", "/call/shop/eu/orders/{id}/lines/{number}",
                        "/call/shop/eu/customers", "/call/shop/eu/raw", "/call/shop/eu/files/{path}",
                        "/call/shop/eu/gr%C3%BC%C3%9Fe/{state}", "/call/shop/eu/find");
    }

    @Test
    void operationIdsAreNamesOfMethodsAndDistinct() {
        JsonObject paths = document(Shop.Orders.class, Shop.Others.class).getJsonObject("paths");
        List<String> ids = paths.values().stream()
                .map(item -> item.asJsonObject().getJsonObject("post").getString("operationId")).toList();
        assertThat(ids).doesNotHaveDuplicates().contains("place", "find", "find_2", "greet");
    }

    @Test
    void anInheritedRouteHasTheTypesOfItsClass() {
        JsonObject find = operation(document(Shop.Orders.class), "/orders/{id}");
        JsonObject parameter = find.getJsonArray("parameters").getJsonObject(0);
        assertThat(parameter.getString("name")).isEqualTo("id");
        assertThat(parameter.getString("in")).isEqualTo("path");
        assertThat(parameter.getBoolean("required")).isTrue();
        assertThat(parameter.getJsonObject("schema").toString()).contains("UUID");
        assertThat(result(find)).contains("#/components/schemas/Order");
        assertThat(find.getBoolean("x-idempotent")).isTrue();
    }

    @Test
    void aPayloadAndTheResultOfAStage() {
        JsonObject place = operation(document(Shop.Orders.class), "/orders");
        assertThat(body(place)).contains("#/components/schemas/Order");
        assertThat(place.getJsonObject("requestBody").getBoolean("required")).isTrue();
        assertThat(result(place)).contains("#/components/schemas/Order");
        assertThat(place.getJsonObject("responses").getJsonObject("default").toString())
                .contains("#/components/responses/GatewayFailure");
    }

    @Test
    void aUserNeedsOneOfTheRoles() {
        JsonObject line = operation(document(Shop.Orders.class), "/orders/{id}/lines/{number}");
        assertThat(line.getJsonArray("security")).hasToString("[{\"bearer\":[\"clerk\"]},{\"bearer\":[\"admin\"]}]");
        assertThat(line.getJsonArray("parameters").getJsonObject(1).getJsonObject("schema").getInt("maximum"))
                .isEqualTo(99);
        assertThat(result(line)).contains("\"anyOf\"", "#/components/schemas/Line", "\"null\"");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/orders/nothing", "/files/{path}" })
    void aRouteWithoutAResultIs204(String path) {
        assertThat(operation(document(Shop.Orders.class, Shop.Others.class), path).getJsonObject("responses")
                .keySet()).containsExactlyInAnyOrder("204", "default");
    }

    @Test
    void aRouteWithoutAPayloadTakesNull() {
        assertThat(body(operation(document(Shop.Others.class), "/find"))).isEqualTo("{\"type\":\"null\"}");
    }

    @Test
    void jsonOfAnyKindHasAnEmptySchema() {
        JsonObject raw = operation(document(Shop.Others.class), "/raw");
        assertThat(body(raw)).isEqualTo("{}");
        assertThat(result(raw)).isEqualTo("{}");
    }

    @Test
    void theConstraintsOfBeanValidationAreInTheSchemas() {
        JsonObject schemas = schemas(document(Shop.Orders.class));
        JsonObject order = schemas.getJsonObject("Order");
        JsonObject properties = order.getJsonObject("properties");
        assertThat(order.getJsonArray("required").toString()).contains("id").doesNotContain("lines");
        assertThat(properties.getJsonObject("count").getInt("exclusiveMinimum")).isZero();
        assertThat(properties.getJsonObject("currency").getInt("minLength")).isEqualTo(3);
        assertThat(schemas.toString()).contains("date-time", "[\"NEW\",\"PAID\"]");
    }

    @Test
    void theAnnotationsOfJsonBAreObeyed() {
        JsonObject document = document(Shop.Others.class);
        assertThat(schemas(document).getJsonObject("Customer").getJsonObject("properties").keySet())
                .containsExactly("full-name");
        JsonObject customers = operation(document, "/customers");
        assertThat(customers.getJsonObject("requestBody").getBoolean("required", false)).isFalse();
        assertThat(result(customers)).contains("additionalProperties", "#/components/schemas/Customer");
    }

    @Test
    void aFormatOfJsonBMakesAText() {
        JsonObject properties = schemas(document(Shop.Parcels.class)).getJsonObject("Parcel")
                .getJsonObject("properties");
        assertThat(properties.get("price")).hasToString("{\"type\":\"string\"}");
        assertThat(properties.get("sent")).hasToString("{\"type\":\"string\"}");
    }

    /** Only the code of an adapter knows its JSON. */
    @Test
    void anAdapterOfJsonBMakesAnyJson() {
        JsonObject document = document(Shop.Parcels.class);
        JsonObject properties = schemas(document).getJsonObject("Parcel").getJsonObject("properties");
        assertThat(properties.get("line")).hasToString("{}");
        assertThat(properties.get("weight")).hasToString("{\"$ref\":\"#/components/schemas/Weight\"}");
        assertThat(schemas(document).get("Weight")).hasToString("{}");
        assertThat(warnings).noneMatch(text -> text.contains("Adapter"));
    }

    @Test
    void subtypesThatJsonBNamesAreWarnedOf() {
        document(Shop.Parcels.class);
        assertThat(warnings).singleElement().asString().contains(Shop.Vehicle.class.getName(), "@JsonbTypeInfo",
                "without its subtypes");
    }

    /** A marked getter: callers send it, and never receive it. */
    @Test
    void aTransientAccessorLeavesTheOtherDirection() {
        JsonObject schemas = schemas(document(Shop.Parcels.class));
        assertThat(schemas.keySet()).contains("AccountLine", "AccountCustomer");
        for (String name : List.of("AccountLine", "AccountCustomer", "Login")) {
            JsonObject properties = schemas.getJsonObject(name).getJsonObject("properties");
            assertThat(properties.keySet()).as(name).containsExactlyInAnyOrder("owner", "pass-word", "created");
            assertThat(properties.get("pass-word")).hasToString("{\"type\":\"string\",\"writeOnly\":true}");
            assertThat(properties.get("created")).hasToString("{\"type\":\"string\",\"readOnly\":true}");
        }
    }

    @Test
    void aRawOptionalIsAnyJson() {
        JsonObject optional = operation(document(Shop.Raw.class), "/optional");
        assertThat(body(optional)).isEqualTo("{}");
        assertThat(optional.getJsonObject("requestBody").getBoolean("required", false)).isFalse();
    }

    @Test
    void aRouteForNoRoleIsLeftOut() {
        assertThat(document(Shop.Nobody.class).getJsonObject("paths").keySet()).containsExactly("/call/shop/eu/all");
    }

    @Test
    void everyReferenceHasASchema() {
        JsonObject document = document(Shop.Orders.class, Shop.Others.class);
        List<String> names = Stream.of(document.toString().split("#/components/schemas/", -1)).skip(1)
                .map(rest -> rest.substring(0, rest.indexOf('"'))).distinct().toList();
        assertThat(names).isNotEmpty().allMatch(schemas(document)::containsKey);
    }

    @Test
    void namesOfSchemasHaveTheCharactersThatOpenApiAllows() {
        JsonObject document = document(Shop.Sizes.class, Shop.Batch.class);
        assertThat(schemas(document).keySet()).hasSizeGreaterThan(3).allMatch(name -> name.matches("[a-zA-Z0-9._-]+"));
        List<String> names = Stream.of(document.toString().split("#/components/schemas/", -1)).skip(1)
                .map(rest -> rest.substring(0, rest.indexOf('"'))).distinct().toList();
        assertThat(names).hasSizeGreaterThan(2).allMatch(schemas(document)::containsKey);
    }

    @Test
    void aSubclassReplacesItsSuperclass() {
        JsonObject document = document(Shop.Orders.class, Shop.MoreOrders.class);
        JsonArray tags = operation(document, "/orders/{id}").getJsonArray("tags");
        assertThat(tags.toString()).contains("MoreOrders");
        assertThat(warnings).isEmpty();
    }

    @Test
    void twoClassesWithOnePathAreWarnedOf() {
        document(Shop.Others.class, Shop.Rival.class);
        assertThat(warnings).singleElement().asString().contains("route \"/raw\"", "Others", "Rival");
    }

    /** OpenAPI has no path of several segments, and forbids templates that differ by the names of their parameters only. */
    @Test
    void aRemainderBesideOneSegmentIsLeftOutAndWarnedOf() {
        JsonObject document = document(Shop.Trees.class);
        assertThat(document.getJsonObject("paths").keySet()).containsExactlyInAnyOrder("/call/shop/eu/trees/{id}",
                "/call/shop/eu/leaves/{id}", "/call/shop/eu/trees/{id}/{path}");
        assertThat(operation(document, "/trees/{id}").getString("operationId")).isEqualTo("tree");
        assertThat(operation(document, "/leaves/{id}").getString("operationId")).isEqualTo("leaf");
        assertThat(warnings).hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("Trees.tree", "Trees.below", "\"/trees/{path...}\""))
                .anySatisfy(line -> assertThat(line).contains("Trees.leaf", "Trees.leaves", "\"/leaves/{id...}\""));
    }

    @Test
    void anOperationIdThatAMethodHasIsNotGivenToAnother() {
        List<String> ids = document(Shop.Ids.class).getJsonObject("paths").values().stream()
                .map(item -> item.asJsonObject().getJsonObject("post").getString("operationId")).toList();
        assertThat(ids).hasSize(3).doesNotHaveDuplicates().contains("find", "find_2");
    }

    @Test
    void anArrayOfATypeVariableHasTheTypeOfItsClass() {
        JsonObject document = document(Shop.Archive.class);
        assertThat(result(operation(document, "/archive"))).contains("\"array\"", "#/components/schemas/Order");
        assertThat(body(operation(document, "/archive/several"))).contains("\"array\"",
                "#/components/schemas/Order");
    }

    /**
     * A validator that others wrote reads this file in {@code src/it/browser}. {@code -Dmicrocdi.docs=write} writes it.
     */
    @Test
    void theDocumentThatIsValidatedIsTheOneThatIsMade() throws IOException {
        JsonObject document = document(Shop.Orders.class, Shop.Others.class, Shop.Sizes.class, Shop.Batch.class,
                Shop.Trees.class, Shop.Ids.class, Shop.Archive.class, Shop.Parcels.class);
        Path file = Path.of("../it/browser/src/test/resources/openapi/shop.json");
        if ("write".equals(System.getProperty("microcdi.docs"))) {
            Map<String, Boolean> pretty = Map.of(JsonGenerator.PRETTY_PRINTING, true);
            try (Writer out = Files.newBufferedWriter(file)) {
                Json.createWriterFactory(pretty).createWriter(out).writeObject(document);
            }
        }
        try (Reader in = Files.newBufferedReader(file)) {
            assertThat(Json.createReader(in).readObject()).isEqualTo(document);
        }
    }

    @Test
    void anInvalidPathNamesItsMethod() {
        assertThatThrownBy(() -> document(Shop.Broken.class)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Broken.broken: route \"no-slash\": expected a path that begins with /");
        assertThatThrownBy(() -> document(Shop.Reserved.class)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "Reserved.reserved: route \"/-/health\": routes that begin with /-/ are reserved");
        assertThatThrownBy(() -> document(Shop.BadPrefix.class)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "BadPrefix.below: @Route(\"/orders/\") of the class or interface: expected a path");
    }
}
