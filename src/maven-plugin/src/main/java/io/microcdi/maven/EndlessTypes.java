package io.microcdi.maven;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.ParameterizedType;
import org.jboss.jandex.Type;

import io.smallrye.openapi.runtime.scanner.FilteredIndexView;

/**
 * Finds the generic classes that contain themselves with longer and longer type arguments, as a class {@code Node<T>} with a
 * {@code Node<List<T>>}. Each of these types has a schema of its own, and there is no last one. A class that contains itself
 * with the same arguments, or with others of which there are only some, refers to schemas that exist.
 *
 * <p>
 * They are found by the graph of all type parameters. An edge leads from a parameter of a class to that parameter of another
 * class for which the former stands in a property. The edge is longer if the former stands inside of another type there. The
 * types have no end if and only if a circle of the graph has a longer edge.
 */
final class EndlessTypes {

    /** A type parameter, and also the argument that stands for it in the properties of its class. */
    private record Parameter(DotName type, int index) {

        Type asArgument() {
            return ClassType.create(DotName.createSimple(type + "<" + index + ">"));
        }
    }

    private record Edge(Parameter from, Parameter to, boolean longer) {
    }

    private final IndexView index;
    private final Map<DotName, Parameter> byArgument = new HashMap<>();
    private final Map<Parameter, List<Edge>> edges = new LinkedHashMap<>();
    private final Set<DotName> seen = new HashSet<>();
    private final Deque<DotName> open = new ArrayDeque<>();

    private EndlessTypes(IndexView index) {
        this.index = index;
    }

    /**
     * Returns an index without these classes, which the document then describes without their properties.
     *
     * @param warnings receives a text for each of them, but for a class whose JSON only an adapter of its own knows
     */
    static IndexView hide(List<DocumentedRoute> routes, IndexView index, Consumer<String> warnings) {
        Set<DotName> hidden = of(routes, index);
        hidden.stream().filter(type -> !JsonProperty.isMadeByCode(index.getClassByName(type)))
                .forEach(type -> warnings.accept(type
                        + " contains itself with longer and longer type arguments, as Node<List<T>> in Node<T>: the"
                        + " document describes it without its properties"));
        return hidden.isEmpty() ? index : new FilteredIndexView(index, OpenApiDocument.CONFIG) {
            @Override
            public boolean accepts(DotName type) {
                return !hidden.contains(type);
            }
        };
    }

    /** Returns those classes among all that payloads and results contain in which a type argument grows. */
    private static Set<DotName> of(List<DocumentedRoute> routes, IndexView index) {
        EndlessTypes types = new EndlessTypes(index);
        routes.forEach(route -> Stream.of(route.payloadType(), route.result()).filter(type -> type != null)
                .forEach(types::visit));
        while (!types.open.isEmpty()) {
            types.visitProperties(types.open.remove());
        }
        Set<DotName> found = new LinkedHashSet<>();
        types.edges.values().stream().flatMap(List::stream)
                .filter(edge -> edge.longer && types.leads(edge.to, edge.from))
                .forEach(edge -> found.add(edge.from.type));
        return found;
    }

    private void visitProperties(DotName name) {
        ClassInfo info = index.getClassByName(name);
        if (info == null) {
            return;
        }
        List<Parameter> parameters = IntStream.range(0, info.typeParameters().size())
                .mapToObj(i -> new Parameter(name, i)).toList();
        parameters.forEach(each -> byArgument.put(each.asArgument().name(), each));
        Type generic = parameters.isEmpty() ? ClassType.create(name)
                : ParameterizedType.create(name, parameters.stream().map(Parameter::asArgument).toArray(Type[]::new),
                        null);
        JsonProperty.of(generic, index).forEach(property -> property.types().forEach(this::visit));
        // a collection has its elements from a supertype
        TypeVariables variables = TypeVariables.of(info, generic, index);
        Stream.concat(Stream.ofNullable(info.superClassType()), info.interfaceTypes().stream())
                .forEach(supertype -> visit(variables.resolve(supertype, info)));
    }

    private void visit(Type type) {
        switch (type.kind()) {
            case ARRAY -> visit(type.asArrayType().constituent());
            case CLASS -> reach(type.name());
            case PARAMETERIZED_TYPE -> {
                reach(type.name());
                List<Type> arguments = type.asParameterizedType().arguments();
                for (int i = 0; i < arguments.size(); i++) {
                    connect(arguments.get(i), new Parameter(type.name(), i));
                    visit(arguments.get(i));
                }
            }
            default -> {
                // a primitive type has no properties
            }
        }
    }

    private void reach(DotName name) {
        if (!byArgument.containsKey(name) && seen.add(name)) {
            open.add(name);
        }
    }

    private void connect(Type argument, Parameter to) {
        inside(argument).forEach(from -> edges.computeIfAbsent(from, any -> new ArrayList<>())
                .add(new Edge(from, to, !argument.name().equals(from.asArgument().name()))));
    }

    /** Returns the parameters that a type consists of. */
    private Stream<Parameter> inside(Type type) {
        return switch (type.kind()) {
            case ARRAY -> inside(type.asArrayType().constituent());
            case PARAMETERIZED_TYPE -> type.asParameterizedType().arguments().stream().flatMap(this::inside);
            default -> Stream.ofNullable(byArgument.get(type.name()));
        };
    }

    private boolean leads(Parameter from, Parameter to) {
        Set<Parameter> reached = new HashSet<>(Set.of(from));
        Deque<Parameter> next = new ArrayDeque<>(reached);
        while (!next.isEmpty()) {
            Parameter at = next.remove();
            if (at.equals(to)) {
                return true;
            }
            edges.getOrDefault(at, List.of()).stream().map(Edge::to).filter(reached::add).forEach(next::add);
        }
        return false;
    }
}
