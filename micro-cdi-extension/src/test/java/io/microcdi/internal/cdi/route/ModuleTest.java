package io.microcdi.internal.cdi.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import javax.tools.ToolProvider;

import jakarta.enterprise.inject.spi.DefinitionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bean in a module of its own, compiled by the test. */
class ModuleTest {

    private static final String BEAN = """
            package com.example.shop;

            class Payments {

                @io.microcdi.annotation.Route("/charge")
                String charge() {
                    return "charged";
                }
            }
            """;

    @TempDir
    Path directory;

    /** Returns the bean in a module that the module of the routes reads. */
    private Class<?> bean(String descriptor) throws IOException, ClassNotFoundException {
        Path sources = Files.createDirectory(directory.resolve("sources"));
        Path module = Files.writeString(sources.resolve("module-info.java"), descriptor);
        Path payments = Files.writeString(sources.resolve("Payments.java"), BEAN);
        Path classes = directory.resolve("classes");
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-d", classes.toString(),
                "-classpath", System.getProperty("java.class.path"), "--add-reads", "shop=ALL-UNNAMED",
                module.toString(), payments.toString())).isZero();
        Configuration configuration = ModuleLayer.boot().configuration().resolve(ModuleFinder.of(classes),
                ModuleFinder.of(), Set.of("shop"));
        ModuleLayer.Controller controller = ModuleLayer.defineModulesWithOneLoader(configuration,
                List.of(ModuleLayer.boot()), ModuleTest.class.getClassLoader());
        ModuleLayer layer = controller.layer();
        controller.addReads(layer.findModule("shop").orElseThrow(), ModuleTest.class.getModule());
        return layer.findLoader("shop").loadClass("com.example.shop.Payments");
    }

    private static RouteInvoker invoker(Class<?> bean) {
        InstanceSource instances = () -> new InstanceSource.Lease() {

            @Override
            public Object instance() {
                try {
                    Constructor<?> constructor = bean.getDeclaredConstructor();
                    constructor.setAccessible(true);
                    return constructor.newInstance();
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void release() {
                // there is nothing to release
            }
        };
        return new RouteInvoker(Scans.route(bean), instances, () -> () -> {
        }, null);
    }

    @Test
    void aRouteInAPackageThatIsNotOpenIsAnErrorWithTheCure() throws Exception {
        Class<?> bean = bean("module shop { }");
        assertThatThrownBy(() -> invoker(bean)).isInstanceOf(DefinitionException.class)
                .hasMessageStartingWith("MICRO002113: com.example.shop.Payments.charge()")
                .hasMessageContaining("module shop").hasMessageContaining("\"opens com.example.shop;\"")
                .hasCauseInstanceOf(InaccessibleObjectException.class);
    }

    @Test
    void theCureHelps() throws Exception {
        assertThat(invoker(bean("module shop { opens com.example.shop; }")).handle(new FixedContext()))
                .isEqualTo("charged");
    }
}
