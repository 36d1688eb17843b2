package io.microcdi.rules;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.LocationProvider;

/** The classes that are shipped, as this build has compiled them, without those of tests. */
final class ShippedClasses implements LocationProvider {

    private static final String[] MODULES = { "micro-core", "micro-cdi-extension", "src/registry", "src/se",
            "registry-war", "src/test-kit", "src/opentelemetry", "src/registry-cluster" };

    @Override
    public Set<Location> get(Class<?> testClass) {
        Set<Location> locations = new LinkedHashSet<>();
        for (String module : MODULES) {
            locations.add(Location.of(Path.of("../../..", module, "target/classes").toUri()));
        }
        return locations;
    }
}
