package io.microcdi.it.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.config.PropertyNamingStrategy;

/** The application's own JSON-B. */
@ApplicationScoped
public class Dashes {
    /** Writes names with dashes. */
    @Produces
    @ApplicationScoped
    public Jsonb jsonb() {
        return JsonbBuilder
                .create(new JsonbConfig().withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_DASHES));
    }
}
