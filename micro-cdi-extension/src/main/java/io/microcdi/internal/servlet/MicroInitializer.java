package io.microcdi.internal.servlet;

import java.util.EnumSet;
import java.util.Set;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;

import io.microcdi.annotation.Route;
import io.microcdi.internal.cdi.WebAppInfo;
import io.microcdi.internal.websocket.adapter.EarlyClasses;

/**
 * What the servlet container calls first, also where annotations are not scanned and {@code web.xml} is complete.
 *
 * <p>It is also told of classes with {@link Route} by those containers that look at methods, which is how a class that
 * is no bean can be warned of.
 */
@HandlesTypes(Route.class)
public final class MicroInitializer implements ServletContainerInitializer {

    private static final String FILTER = "io.microcdi.same-origin";

    @Override
    public void onStartup(Set<Class<?>> routeClasses, ServletContext context) {
        EarlyClasses.load(MicroInitializer.class);
        ServletWebAppInfo webApp = new ServletWebAppInfo(context);
        WebAppInfo.BEGUN.put(context.getClassLoader(), webApp);
        context.addListener(new MicroContextListener(webApp, routeClasses == null ? Set.of() : routeClasses));
        FilterRegistration.Dynamic filter = context.addFilter(FILTER, new SameOriginFilter());
        if (filter != null) {
            filter.setAsyncSupported(true);
            // before those of the application, and before the one by which some containers upgrade to WebSocket
            filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        }
    }
}
