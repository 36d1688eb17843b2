package io.microcdi.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.annotation.Route;

/** The document of types that contain themselves has an end. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecursiveTypesTest {

    private final TestDocument made = new TestDocument(Stream.of(Recursive.class.getDeclaredClasses())
            .filter(type -> !hasRoutes(type)).toArray(Class<?>[]::new));

    private static boolean hasRoutes(Class<?> type) {
        return Stream.of(type.getDeclaredMethods()).anyMatch(method -> method.isAnnotationPresent(Route.class));
    }

    private static JsonObject schemas(JsonObject document) {
        return document.getJsonObject("components").getJsonObject("schemas");
    }

    private static String ref(String schema) {
        return "{\"$ref\":\"#/components/schemas/" + schema + "\"}";
    }

    @Test
    void aClassThatContainsItselfRefersToItsSchema() {
        JsonObject document = made.of(Recursive.Finite.class);
        JsonObject tree = schemas(document).getJsonObject("Tree").getJsonObject("properties");
        assertThat(tree.getJsonObject("children").get("items")).hasToString(ref("Tree"));
        assertThat(tree.getJsonObject("others").get("items")).hasToString(ref("Tree"));
        assertThat(tree.getJsonObject("byName").get("additionalProperties")).hasToString(ref("Tree"));
        assertThat(made.warnings()).isEmpty();
    }

    @Test
    void argumentsThatComeAgainReferToTheSchemasThatExist() {
        JsonObject schemas = schemas(made.of(Recursive.Finite.class));
        JsonObject pair = schemas.getJsonObject("PairTreeString").getJsonObject("properties");
        assertThat(pair.get("turned")).hasToString(ref("PairStringTree"));
        assertThat(schemas.getJsonObject("PairStringTree").getJsonObject("properties").get("turned"))
                .hasToString(ref("PairTreeString"));
        assertThat(schemas.getJsonObject("Item").getJsonObject("properties").get("next")).hasToString(ref("Item"));
        assertThat(schemas.keySet()).contains("BoxBoxBoxTree", "BoxBoxTree", "BoxTree");
    }

    @ParameterizedTest
    @ValueSource(classes = { Recursive.Nodes.class, Recursive.RawNodes.class, Recursive.Grids.class,
            Recursive.Sides.class, Recursive.Boxes.class, Recursive.Heirs.class, Recursive.Bags.class,
            Recursive.Orders.class })
    void aTypeWithoutAnEndHasNoPropertiesAndIsWarnedOf(Class<?> bean) {
        JsonObject document = made.of(bean);
        assertThat(document.toString()).hasSizeLessThan(10_000);
        assertThat(made.warnings()).singleElement().asString().contains("contains itself", "without its properties");
    }

    @Test
    void theRestOfAClassThatHasSuchATypeIsDescribed() {
        JsonObject document = made.of(Recursive.Orders.class);
        JsonObject order = schemas(document).getJsonObject("Order").getJsonObject("properties");
        assertThat(order.get("node")).hasToString("{\"type\":\"object\"}");
        assertThat(order.get("box")).hasToString(ref("BoxString"));
        assertThat(made.warnings()).singleElement().asString().contains(Recursive.Node.class.getName());
    }

    /** Only the class whose argument grows: others stay as they are. */
    @Test
    void aClassAroundItIsDescribed() {
        JsonObject document = made.of(Recursive.Boxes.class, Recursive.Sides.class, Recursive.Orders.class);
        assertThat(schemas(document).keySet()).contains("BoxString").noneMatch(name -> name.startsWith("Boxed"));
        assertThat(made.warnings()).hasSize(3)
                .noneMatch(text -> List.of(Recursive.Box.class, Recursive.Right.class).stream()
                        .anyMatch(type -> text.startsWith(type.getName() + " ")));
    }

    /** An adapter makes another JSON of it. */
    @Test
    void anAdapterNeedsNoWarning() {
        assertThat(made.of(Recursive.Ropes.class).toString()).contains("/rope");
        assertThat(made.warnings()).isEmpty();
    }
}
