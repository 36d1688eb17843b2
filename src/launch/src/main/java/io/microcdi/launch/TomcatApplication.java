package io.microcdi.launch;

import java.nio.file.Path;
import java.util.Objects;

import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.DirResourceSet;
import org.apache.catalina.webresources.StandardRoot;
import org.apache.tomcat.util.scan.StandardJarScanFilter;
import org.apache.tomcat.util.scan.StandardJarScanner;

/**
 * A WAR for a Jakarta EE server, as it is, on Tomcat. The libraries that Tomcat does not have (CDI, JSON, MicroProfile
 * Config) appear in its {@code WEB-INF/lib}, as if its author had put them there. They are not in one class loader above all
 * applications, because Weld would then mix up their {@code CDI.current()}.
 */
final class TomcatApplication {

    private TomcatApplication() {
    }

    static void add(Tomcat tomcat, String path, Path war, Path libraries) {
        StandardContext context = (StandardContext) tomcat.addWebapp(path, war.toAbsolutePath().toString());
        context.setParentClassLoader(TomcatApplication.class.getClassLoader());
        StandardRoot root = new StandardRoot(context);
        root.addPostResources(
                new DirResourceSet(root, "/WEB-INF/lib", libraries.toAbsolutePath().toString(), "/"));
        context.setResources(root);
        context.setJarScanner(scanner(libraries));
        context.addLifecycleListener(event -> {
            if (event.getType().equals(Lifecycle.BEFORE_START_EVENT)) {
                removeJsp(context);
            }
        });
        // these checks look for objects of an application in the JDK, which is not necessary because the process ends
        context.setClearReferencesObjectStreamClassCaches(false);
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
    }

    /** Looks for annotations and fragments in the application only: nothing else has any, and it takes seconds. */
    private static StandardJarScanner scanner(Path libraries) {
        StandardJarScanFilter filter = new StandardJarScanFilter();
        filter.setPluggabilitySkip(String.join(",", Objects.requireNonNull(libraries.toFile().list())));
        StandardJarScanner scanner = new StandardJarScanner();
        scanner.setJarScanFilter(filter);
        scanner.setScanClassPath(false);
        return scanner;
    }

    /** Tomcat's defaults name the servlet for JSP, which is not on the class path. */
    private static void removeJsp(Context context) {
        if (context.findChild("jsp") != null) {
            context.removeServletMapping("*.jsp");
            context.removeServletMapping("*.jspx");
            context.removeChild(context.findChild("jsp"));
        }
    }
}
