package io.microcdi.it.start;

import org.jboss.arquillian.core.spi.LoadableExtension;

/** Adds {@link StartTime} to Arquillian. */
public class StartTimeExtension implements LoadableExtension {
    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(StartTime.class);
    }
}
