package io.microcdi.internal.cdi;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;

import io.microcdi.internal.cdi.route.AnnotationSource;

/**
 * Reads annotations as extensions have changed them. For methods that the annotated type omits, it reads the
 * annotations in the class.
 */
final class AnnotatedTypeSource implements AnnotationSource {

    private final AnnotatedType<?> type;
    private final Map<Method, AnnotatedMethod<?>> methods = new HashMap<>();

    AnnotatedTypeSource(AnnotatedType<?> type) {
        this.type = type;
        type.getMethods().forEach(method -> methods.put(method.getJavaMember(), method));
    }

    @Override
    public <A extends Annotation> A onClass(Class<?> asked, Class<A> annotation) {
        return type.getJavaClass() == asked ? type.getAnnotation(annotation) : REFLECTION.onClass(asked, annotation);
    }

    @Override
    public <A extends Annotation> A onMethod(Method method, Class<A> annotation) {
        AnnotatedMethod<?> known = methods.get(method);
        return known == null ? REFLECTION.onMethod(method, annotation) : known.getAnnotation(annotation);
    }

    @Override
    public <A extends Annotation> A onParameter(Method method, int index, Class<A> annotation) {
        AnnotatedMethod<?> known = methods.get(method);
        return known == null ? REFLECTION.onParameter(method, index, annotation)
                : known.getParameters().get(index).getAnnotation(annotation);
    }

    @Override
    public Collection<Annotation> onParameter(Method method, int index) {
        AnnotatedMethod<?> known = methods.get(method);
        return known == null ? REFLECTION.onParameter(method, index)
                : known.getParameters().get(index).getAnnotations();
    }
}
