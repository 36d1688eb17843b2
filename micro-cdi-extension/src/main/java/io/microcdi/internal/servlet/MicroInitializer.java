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
 * The initializer that the servlet container calls first. The container calls it even if it scans no annotations and
 * {@code web.xml} is metadata-complete.
 *
 * <p>A container that scans methods also passes the classes with {@link Route}. The initializer can then warn of a
 * class that is not a bean.
 */
@HandlesTypes(Route.class)
public final class MicroInitializer implements ServletContainerInitializer {

    private static final String FILTER = "io.microcdi.same-origin";

    @Override
    public void onStartup(Set<Class<?>> routeClasses, ServletContext context) {
        EarlyClasses.load(MicroInitializer.class);
        ServletWebAppInfo webApp = new ServletWebAppInfo(context);
        WebAppInfo.BEGUN.put(context.getClassLoader(), webApp);
        MicroContextListener listener = new MicroContextListener(webApp,
                routeClasses == null ? Set.of() : routeClasses);
        context.addListener(listener);
        FilterRegistration.Dynamic filter = context.addFilter(FILTER,
                new SameOriginFilter(new DrainEndpoint(listener::lifecycle), listener::lifecycle));
        if (filter != null) {
            filter.setAsyncSupported(true);
            // before the filters of the application, and before the filter by which some containers upgrade to
            // WebSocket
            filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        }
    }
}
