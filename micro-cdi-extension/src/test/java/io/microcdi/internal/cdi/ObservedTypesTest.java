package io.microcdi.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.WithAnnotations;

import org.junit.jupiter.api.Test;

/** The events that the extension observes while an application is deployed: each costs time for each bean. */
class ObservedTypesTest {

    @Test
    void onlyWhatIsNeededIsObserved() {
        List<Class<?>> observed = new ArrayList<>();
        for (Method method : MicroExtension.class.getDeclaredMethods()) {
            for (Parameter parameter : method.getParameters()) {
                if (parameter.isAnnotationPresent(Observes.class)) {
                    observed.add(parameter.getType());
                    assertThat(parameter.isAnnotationPresent(WithAnnotations.class))
                            .isEqualTo(parameter.getType() == ProcessAnnotatedType.class);
                }
            }
        }
        assertThat(observed).containsExactlyInAnyOrder(BeforeBeanDiscovery.class, ProcessAnnotatedType.class,
                ProcessBean.class, ProcessInjectionPoint.class, AfterBeanDiscovery.class,
                AfterDeploymentValidation.class,
                BeforeShutdown.class);
    }
}
