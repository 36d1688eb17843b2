package io.microcdi.internal.cdi.route;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;

/** Reads annotations: those in the class, or those that an extension has set. */
public interface AnnotationSource {

    /** Reads the annotations that are written in the class. */
    AnnotationSource REFLECTION = new AnnotationSource() {
        @Override
        public <A extends Annotation> A onClass(Class<?> type, Class<A> annotation) {
            return type.getDeclaredAnnotation(annotation);
        }

        @Override
        public <A extends Annotation> A onMethod(Method method, Class<A> annotation) {
            return method.getAnnotation(annotation);
        }

        @Override
        public <A extends Annotation> A onParameter(Method method, int index, Class<A> annotation) {
            return method.getParameters()[index].getAnnotation(annotation);
        }

        @Override
        public Collection<Annotation> onParameter(Method method, int index) {
            return List.of(method.getParameters()[index].getAnnotations());
        }
    };

    /** Returns the annotation of a class or interface itself, never an inherited one; {@code null} if it has none. */
    <A extends Annotation> A onClass(Class<?> type, Class<A> annotation);

    /** Returns the annotation of a method itself, never an inherited one; {@code null} if it has none. */
    <A extends Annotation> A onMethod(Method method, Class<A> annotation);

    /** Returns the annotation of a method's parameter; {@code null} if it has none. */
    <A extends Annotation> A onParameter(Method method, int index, Class<A> annotation);

    /** Returns all annotations of a method's parameter. */
    Collection<Annotation> onParameter(Method method, int index);
}
