package io.microcdi.internal.json.hidden;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

import jakarta.json.bind.config.PropertyVisibilityStrategy;

/** Hides each member. */
public class HideAll implements PropertyVisibilityStrategy {

    @Override
    public boolean isVisible(Field field) {
        return false;
    }

    @Override
    public boolean isVisible(Method method) {
        return false;
    }
}
