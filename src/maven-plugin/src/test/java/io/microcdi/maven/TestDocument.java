package io.microcdi.maven;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.jboss.jandex.Index;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.Indexer;

/** The document of the namespace {@code shop/eu}, with the beans that a test names. */
final class TestDocument {

    private final List<Class<?>> types;
    private final List<String> warnings = new ArrayList<>();

    /** Makes a document of the classes that the beans use. */
    TestDocument(Class<?>... types) {
        this.types = List.of(types);
    }

    JsonObject of(Class<?>... beans) {
        IndexView index = index(beans);
        List<DocumentedRoute> routes = new RouteFinder(index, warnings::add).find();
        OpenApiDocument document = new OpenApiDocument("shop/eu", "1.2", "http://gateway.example",
                EndlessTypes.hide(routes, index, warnings::add), warnings::add);
        routes.forEach(document::add);
        return Json.createReader(new StringReader(document.json())).readObject();
    }

    List<String> warnings() {
        return warnings;
    }

    private Index index(Class<?>... beans) {
        Indexer indexer = new Indexer();
        Stream.concat(types.stream(), Stream.of(beans)).forEach(type -> {
            try (InputStream bytes = type.getResourceAsStream(
                    type.getName().substring(type.getPackageName().length() + 1) + ".class")) {
                indexer.index(bytes);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        return indexer.complete();
    }
}
