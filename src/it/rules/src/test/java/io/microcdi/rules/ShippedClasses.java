package io.microcdi.rules;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** The classes of the jars that are shipped, without those of tests. */
final class ShippedClasses implements ImportOption {

    @Override
    public boolean includes(Location location) {
        return !location.contains("/test-classes/") && !location.contains("-tests.jar")
                && !location.contains("/rules/");
    }
}
