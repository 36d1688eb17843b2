package io.microcdi.internal.cdi.route;

import static io.microcdi.internal.cdi.route.RouteMessages.MESSAGES;

import java.lang.reflect.Proxy;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.MessageInterpolator;
import jakarta.validation.Path;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;

import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.JsonText;

/**
 * Checks the arguments of routes by Jakarta Validation, before the method is called. The caller gets the path and the
 * message of each violation, never a value. Only an application with the API loads this class.
 */
public final class BeanValidation {

    private static final int MAX_VIOLATIONS = 32;
    private static final int MAX_MESSAGE = 256;
    private static final int MAX_KEY = 64;

    private final Validator validator;

    /** Makes a check with the validators of a factory. */
    public BeanValidation(ValidatorFactory factory) {
        this.validator = factory.usingContext()
                .messageInterpolator(new WithoutValues(factory.getMessageInterpolator())).getValidator();
    }

    /**
     * Returns whether the validators know constraints of a route.
     *
     * @throws jakarta.enterprise.inject.spi.DefinitionException if the constraints contradict each other
     */
    boolean concerns(RouteMethod route) {
        try {
            return validator.getConstraintsForClass(route.beanClass()).getConstraintsForMethod(
                    route.running().getName(), route.running().getParameterTypes()) != null;
        } catch (ValidationException e) {
            throw MESSAGES.badConstraints(route.description(), e.getMessage(), e);
        }
    }

    /**
     * Checks the arguments.
     *
     * @param bean the reference by which the method is called
     * @throws RequestRefusedException with 400 if an argument violates a constraint
     */
    void check(Object bean, RouteMethod route, Object[] values) {
        Set<ConstraintViolation<Object>> found = validator.forExecutables().validateParameters(bean, route.called(),
                values);
        if (!found.isEmpty()) {
            List<String> violations = found.stream().map(violation -> json(violation, route)).sorted(
                    Comparator.naturalOrder()).limit(MAX_VIOLATIONS).toList();
            throw new RequestRefusedException(400,
                    found.size() == 1 ? "1 constraint is violated" : found.size() + " constraints are violated",
                    violations.stream().collect(Collectors.joining(",", "{\"violations\":[", "]}")));
        }
    }

    /**
     * Checks the arguments if the call of the method ended with their violation. A server's interceptor may have found it,
     * for example by a mapping in XML. A violation that another bean has found is a failure of the handler.
     */
    void explain(Exception thrown, Object bean, RouteMethod route, Object[] values) {
        if (thrown instanceof ConstraintViolationException e && e.getConstraintViolations() != null
                && !e.getConstraintViolations().isEmpty()
                && e.getConstraintViolations().stream().allMatch(violation -> isOf(violation, route, values))) {
            check(bean, route, values);
        }
    }

    private static boolean isOf(ConstraintViolation<?> violation, RouteMethod route, Object[] values) {
        Object[] checked = violation.getExecutableParameters();
        if (checked == null || checked.length != values.length
                || !route.beanClass().isAssignableFrom(violation.getRootBeanClass())) {
            return false;
        }
        for (int i = 0; i < values.length; i++) {
            if (checked[i] != values[i]) {
                return false;
            }
        }
        Path.Node method = violation.getPropertyPath().iterator().next();
        return method.getKind() == ElementKind.METHOD && route.running().getName().equals(method.getName())
                && List.of(route.running().getParameterTypes())
                        .equals(method.as(Path.MethodNode.class).getParameterTypes());
    }

    private static String json(ConstraintViolation<?> violation, RouteMethod route) {
        String message = violation.getMessage();
        return "{\"path\":" + JsonText.quote(path(violation.getPropertyPath(), route)) + ",\"message\":"
                + JsonText.quote(message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "…" : message)
                + "}";
    }

    /** Returns the path from the argument on: {@code payload.items[0].amount}. */
    private static String path(Path path, RouteMethod route) {
        StringBuilder text = new StringBuilder();
        for (Path.Node node : path) {
            switch (node.getKind()) {
                case PARAMETER -> text.append(route.arguments()
                        .get(node.as(Path.ParameterNode.class).getParameterIndex()).name());
                case PROPERTY -> text.append(element(node)).append('.').append(node.getName());
                default -> text.append(element(node));
            }
        }
        return text.toString();
    }

    /** Returns the place of a node in its collection or map; empty if it is in none. */
    private static String element(Path.Node node) {
        if (node.getKey() != null) {
            String key = Excerpts.of(node.getKey().toString());
            return "[" + (key.length() > MAX_KEY ? key.substring(0, MAX_KEY) + "…" : key) + "]";
        }
        return node.getIndex() != null ? "[" + node.getIndex() + "]" : node.isInIterable() ? "[]" : "";
    }

    /** Makes messages without the invalid value. If the message of a constraint contains the value, three dots replace it. */
    private record WithoutValues(MessageInterpolator messages) implements MessageInterpolator {

        @Override
        public String interpolate(String template, Context context) {
            return messages.interpolate(template, hiding(context));
        }

        @Override
        public String interpolate(String template, Context context, Locale locale) {
            return messages.interpolate(template, hiding(context), locale);
        }

        /**
         * Returns a context that hides the value. The proxy has all interfaces of the context, because implementations also
         * use methods that are not in the API.
         */
        private static Context hiding(Context context) {
            return (Context) Proxy.newProxyInstance(context.getClass().getClassLoader(), interfaces(context.getClass()),
                    (proxy, method, arguments) -> method.getName().equals("getValidatedValue") ? "…"
                            : method.invoke(context, arguments));
        }

        private static Class<?>[] interfaces(Class<?> type) {
            Class<?>[] own = type.getInterfaces();
            return own.length == 0 ? new Class<?>[] { Context.class } : own;
        }
    }
}
