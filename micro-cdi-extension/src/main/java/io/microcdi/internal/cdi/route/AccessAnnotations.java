package io.microcdi.internal.cdi.route;

import static io.microcdi.internal.cdi.route.RouteMessages.MESSAGES;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Stereotype;

import io.microcdi.internal.security.AccessRule;

/**
 * Reads the annotations of Jakarta Annotations about the roles of users. The first annotation in this order applies: on
 * the method, on the class that declares the method, on the methods that it overrides or implements, and on their
 * classes.
 */
final class AccessAnnotations {

    /** Whether the annotations can be loaded. If not, the JVM leaves them out of all classes. */
    private static final boolean PRESENT = isPresent();

    private final String name;
    private final AnnotationSource annotations;

    private AccessAnnotations(String name, AnnotationSource annotations) {
        this.name = name;
        this.annotations = annotations;
    }

    private static boolean isPresent() {
        try {
            return RolesAllowed.class.isAnnotation();
        } catch (LinkageError absent) {
            return false;
        }
    }

    /**
     * Returns the rule of a method.
     *
     * @param name the method's name for messages
     * @throws jakarta.enterprise.inject.spi.DefinitionException if the annotations contradict one another, or if one on
     *         the bean's class does not count for the method, which the class inherits
     */
    static AccessRule of(String name, Class<?> bean, MethodFamily family, AnnotationSource annotations) {
        if (!PRESENT) {
            return AccessRule.UNSTATED;
        }
        AccessAnnotations reader = new AccessAnnotations(name, annotations);
        AccessRule rule = reader.find(family);
        reader.checkSubclasses(bean, family, rule);
        reader.checkStereotypes(List.of(bean.getAnnotations()), new HashSet<>());
        if (rule.equals(AccessRule.UNSTATED)) {
            reader.checkInheritedStereotypes(bean, family);
        }
        return rule;
    }

    /** Checks the superclasses and interfaces, whose stereotypes restrict nothing either. */
    private void checkInheritedStereotypes(Class<?> bean, MethodFamily family) {
        Set<Class<?>> types = new HashSet<>();
        family.inInterfaces().forEach(method -> types.add(method.getDeclaringClass()));
        for (Class<?> type = bean.getSuperclass(); type != null; type = type.getSuperclass()) {
            types.add(type);
        }
        types.forEach(type -> checkStereotypes(List.of(type.getAnnotations()), new HashSet<>()));
    }

    /**
     * Checks that no subclass or interface has an annotation that contradicts the rule of a method which it inherits. By the
     * rules of Jakarta Annotations such an annotation has no effect, which a reader of the class would not expect.
     */
    private void checkSubclasses(Class<?> bean, MethodFamily family, AccessRule found) {
        Class<?> declaring = family.running().getDeclaringClass();
        for (Class<?> type = bean; type != null && type != declaring; type = type.getSuperclass()) {
            checkInheriting(type, found);
            for (Class<?> implemented : type.getInterfaces()) {
                checkInterfaces(implemented, declaring, found);
            }
        }
    }

    /** Checks an interface, and those that it extends, which inherit the method from another interface. */
    private void checkInterfaces(Class<?> type, Class<?> declaring, AccessRule found) {
        if (type != declaring && declaring.isAssignableFrom(type)) {
            checkInheriting(type, found);
            for (Class<?> extended : type.getInterfaces()) {
                checkInterfaces(extended, declaring, found);
            }
        }
    }

    private void checkInheriting(Class<?> type, AccessRule found) {
        AccessRule rule = one(annotation -> annotations.onClass(type, annotation));
        if (rule != null && !rule.unchecked() && !rule.equals(found)) {
            throw MESSAGES.restrictsInherited(name, type.getName());
        }
    }

    /**
     * Checks that no stereotype of a bean restricts its methods. Such an annotation would have no effect, because it is not
     * on a class.
     */
    private void checkStereotypes(List<Annotation> ofType, Set<Class<?>> seen) {
        for (Annotation annotation : ofType) {
            Class<? extends Annotation> type = annotation.annotationType();
            if (type.isAnnotationPresent(Stereotype.class) && seen.add(type)) {
                if (type.isAnnotationPresent(RolesAllowed.class) || type.isAnnotationPresent(DenyAll.class)) {
                    throw MESSAGES.restrictsByStereotype(name, type.getName());
                }
                checkStereotypes(List.of(type.getAnnotations()), seen);
            }
        }
    }

    private AccessRule find(MethodFamily family) {
        for (Method method : family.inClasses()) {
            AccessRule rule = of(method);
            if (rule != null) {
                return rule;
            }
        }
        List<Method> stating = MethodFamily.nearest(
                family.inInterfaces().stream().filter(method -> of(method) != null).toList());
        if (stating.stream().map(this::of).distinct().count() > 1) {
            throw MESSAGES.twoInterfacesOnAccess(name, stating.get(0).getDeclaringClass().getName(),
                    stating.get(1).getDeclaringClass().getName());
        }
        return stating.stream().findFirst().map(this::of).orElse(AccessRule.UNSTATED);
    }

    /** Returns the rule of a method or of the class that declares it; {@code null} if neither states one. */
    private AccessRule of(Method method) {
        AccessRule own = one(type -> annotations.onMethod(method, type));
        return own != null ? own : one(type -> annotations.onClass(method.getDeclaringClass(), type));
    }

    private AccessRule one(Function<Class<? extends Annotation>, Annotation> on) {
        List<AccessRule> rules = new ArrayList<>();
        if (on.apply(RolesAllowed.class) instanceof RolesAllowed allowed) {
            rules.add(AccessRule.rolesAllowed(allowed.value()));
        }
        if (on.apply(PermitAll.class) != null) {
            rules.add(AccessRule.PERMIT_ALL);
        }
        if (on.apply(DenyAll.class) != null) {
            rules.add(AccessRule.DENY_ALL);
        }
        if (rules.size() > 1) {
            throw MESSAGES.severalAccessRules(name);
        }
        return rules.isEmpty() ? null : rules.get(0);
    }
}
