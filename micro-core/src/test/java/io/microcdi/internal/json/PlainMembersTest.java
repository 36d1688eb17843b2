package io.microcdi.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;

import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbAnnotation;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbVisibility;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.GenericType;
import io.microcdi.internal.json.hidden.HideAll;
import io.microcdi.internal.json.hidden.InHiddenPackage;

/** A number is refused for a boolean if JSON-B certainly reads the member, and is left to JSON-B otherwise. */
class PlainMembersTest {

    private static final String ON = "{\"on\":1}";

    private final PayloadCodec codec = new PayloadCodec(ExactNumbers.jsonb());

    @ParameterizedTest
    @ValueSource(classes = { AdapterOnField.class, AdapterOnGetter.class, AdapterOnParameter.class,
            AdapterInSuperclass.class, AdapterInInterface.class, Carried.class, CarriedTwice.class, OfClass.class,
            InHiddenPackage.class, Renamed.class, Ignored.class, Created.class, Component.class, Accessor.class,
            Holder.class })
    void aClassWithAnAnnotationIsLeftToJsonB(Class<?> type) {
        assertThat(PlainMembers.isPlain(type)).isFalse();
        assertThatCode(() -> codec.decode(ON, type)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(classes = { TransientField.class, TransientBeside.class, FinalField.class, StaticField.class,
            PrivateField.class, ShadowedField.class, PrivateSetter.class, GetterOnly.class })
    void aPropertyThatIsNotSetIsLeftToJsonB(Class<?> type) {
        assertThat(PlainMembers.isPlain(type)).isTrue();
        assertThat(PlainMembers.of(type)).isEmpty();
        assertThatCode(() -> codec.decode(ON, type)).doesNotThrowAnyException();
    }

    @Test
    void aPropertyOfTwoTypesOrNamesIsLeftToJsonB() {
        assertThat(PlainMembers.of(TwoTypes.class)).isEmpty();
        assertThat(PlainMembers.of(Names.class)).containsOnlyKeys("x");
        assertThat(PlainMembers.of(Open.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(classes = { PublicField.class, Setter.class, OnlySetter.class, Inherited.class, Fixed.class,
            Overridden.class, Fluent.class, Plain.class, Other.class })
    void aMemberThatIsSurelyReadIsCompared(Class<?> type) {
        assertThatCode(() -> codec.decode("{\"on\":true}", type)).doesNotThrowAnyException();
        assertThatThrownBy(() -> codec.decode(ON, type)).isInstanceOf(PayloadException.class)
                .hasMessageContaining("the number at \"on\" does not match ");
    }

    @Test
    void aPlainClassInsideOfOneThatIsLeftIsComparedElsewhere() {
        assertThatCode(() -> codec.decode("{\"inner\":{\"on\":1}}", Holder.class)).doesNotThrowAnyException();
        assertThatThrownBy(() -> codec.decode("[{\"on\":1}]", new GenericType<List<Plain>>() {
        }.type())).hasMessageContaining("the number at \"[0].on\"");
    }

    /** Reads a boolean from a number. */
    public static class YesNo implements JsonbAdapter<Boolean, Integer> {

        @Override
        public Integer adaptToJson(Boolean value) {
            return value ? 1 : 0;
        }

        @Override
        public Boolean adaptFromJson(Integer value) {
            return value == 1;
        }
    }

    /** On a public field. */
    public static class AdapterOnField {
        @JsonbTypeAdapter(YesNo.class)
        public Boolean on;
    }

    /** On the getter of a property that is set by its setter. */
    public static class AdapterOnGetter {
        private Boolean on;

        /** Returns it. */
        @JsonbTypeAdapter(YesNo.class)
        public Boolean getOn() {
            return on;
        }

        /** Sets it. */
        public void setOn(Boolean on) {
            this.on = on;
        }
    }

    /** On the parameter of a setter. */
    public static class AdapterOnParameter {
        private Boolean on;

        /** Returns it. */
        public Boolean getOn() {
            return on;
        }

        /** Sets it. */
        public void setOn(@JsonbTypeAdapter(YesNo.class) Boolean on) {
            this.on = on;
        }
    }

    /** In a superclass whose setter this class overrides. */
    public static class AdapterInSuperclass extends AdapterOnGetter {

        @Override
        public void setOn(Boolean on) {
            super.setOn(on);
        }
    }

    /** Declares a property. */
    public interface HasOn {

        /** Returns it. */
        @JsonbTypeAdapter(YesNo.class)
        Boolean getOn();
    }

    /** In an interface. */
    public static class AdapterInInterface implements HasOn {
        private Boolean on;

        @Override
        public Boolean getOn() {
            return on;
        }

        /** Sets it. */
        public void setOn(Boolean on) {
            this.on = on;
        }
    }

    /** Carries an adapter. */
    @JsonbAnnotation
    @JsonbTypeAdapter(YesNo.class)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface AsNumber {
    }

    /** Carries an annotation that carries an adapter. */
    @AsNumber
    @Retention(RetentionPolicy.RUNTIME)
    public @interface AsDigit {
    }

    /** Carries itself, and nothing of JSON-B. */
    @Unrelated
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Unrelated {
    }

    /** An annotation of the application. */
    public static class Carried {
        @AsNumber
        public Boolean on;
    }

    /** An annotation of the application with one of its own. */
    public static class CarriedTwice {
        @AsDigit
        public Boolean on;
    }

    /** On the class. */
    @JsonbVisibility(HideAll.class)
    public static class OfClass {
        public boolean on;
    }

    /** Has another name in JSON. */
    public static class Renamed {
        @JsonbProperty("enabled")
        public boolean on;
    }

    /** Is not in JSON. */
    public static class Ignored {
        @JsonbTransient
        public boolean on;
    }

    /** Has a creator whose parameter has another type than the setter. */
    public static class Created {
        private boolean on;

        /** Makes it of a number. */
        @JsonbCreator
        public Created(@JsonbProperty("on") int number) {
            this.on = number == 1;
        }

        /** Returns it. */
        public boolean isOn() {
            return on;
        }

        /** Sets it. */
        public void setOn(boolean on) {
            this.on = on;
        }
    }

    /** On a component. */
    public record Component(@JsonbTypeAdapter(YesNo.class) Boolean on) {
    }

    /** On the accessor of a component. */
    public record Accessor(@JsonbProperty("enabled") boolean on) {

        @Override
        @JsonbProperty("enabled")
        public boolean on() {
            return on;
        }
    }

    /** Has a plain record inside. */
    public static class Holder {
        @JsonbProperty("other")
        public boolean on;
        public Plain inner;
    }

    /** A transient field. */
    public static class TransientField {
        public transient boolean on;
    }

    /** A transient field with a setter. */
    public static class TransientBeside {
        private transient boolean on;

        /** Returns it. */
        public boolean isOn() {
            return on;
        }

        /** Sets it. */
        public void setOn(boolean on) {
            this.on = on;
        }
    }

    /** A final field. */
    public static class FinalField {
        public final boolean on = Boolean.parseBoolean("false");
    }

    /** A static field. */
    public static class StaticField {
        public static boolean on;
    }

    /** A field that is not visible. */
    public static class PrivateField {
        boolean on;
    }

    /** A private field hides that of the superclass. */
    public static class ShadowedField extends PublicField {
        @SuppressWarnings("HidingField")
        boolean on;
    }

    /** A setter that is not public. */
    public static class PrivateSetter {
        public boolean on;

        void setOn(boolean newOn) {
            on = newOn;
        }
    }

    /** A property that is only read. */
    public static class GetterOnly {
        private boolean on;

        /** Returns it. */
        public boolean isOn() {
            return on;
        }
    }

    /** Two setters. */
    public static class TwoTypes {
        private Object on;

        /** Sets it. */
        public void setOn(boolean newOn) {
            on = newOn;
        }

        /** Sets it. */
        public void setOn(String newOn) {
            on = newOn;
        }

        @Override
        public String toString() {
            return "on: " + on;
        }
    }

    /** Setters of which the names of the properties are not sure. */
    public static class Names {
        public boolean uRL;
        public boolean URL;
        public boolean up;

        /** A property, URL or uRL. */
        public void setURL(boolean url) {
            URL = url;
        }

        /** A property, or none. */
        public void setup(boolean newUp) {
            up = newUp;
        }

        /** A method of the class. */
        public static void setDefault(boolean value) {
        }

        /** No property. */
        public void set(boolean value) {
        }

        /** A property. */
        public void setX(boolean x) {
        }
    }

    /** A type that is not known. */
    public static class Open<T> {
        public T on;
    }

    /** A public field. */
    public static class PublicField {
        public boolean on;
    }

    /** A setter beside a private field. */
    public static class Setter {
        private boolean on;

        /** Returns it. */
        public boolean isOn() {
            return on;
        }

        /** Sets it. */
        public void setOn(boolean on) {
            this.on = on;
        }
    }

    /** A setter without a field. */
    public static class OnlySetter {

        /** Sets it. */
        public void setOn(boolean on) {
        }
    }

    /** Inherits a setter. */
    public static class Inherited extends Setter {
    }

    /** A property of a variable type. */
    public static class OfVariable<T> {
        private T on;

        /** Returns it. */
        public T getOn() {
            return on;
        }

        /** Sets it. */
        public void setOn(T on) {
            this.on = on;
        }
    }

    /** Fixes the type. */
    public static class Fixed extends OfVariable<Boolean> {
    }

    /** Fixes the type, and overrides the setter. */
    public static class Overridden extends OfVariable<Boolean> {

        @Override
        public void setOn(Boolean on) {
            super.setOn(on);
        }
    }

    /** A setter that returns the object. */
    public static class Fluent {
        private boolean on;

        /** Returns it. */
        public boolean isOn() {
            return on;
        }

        /** Sets it. */
        public Fluent setOn(boolean newOn) {
            on = newOn;
            return this;
        }
    }

    /** A record. */
    public record Plain(boolean on) {
    }

    /** Has annotations, but none of JSON-B. */
    @Unrelated
    public static class Other {
        @Deprecated
        @Unrelated
        public boolean on;
    }
}
