package dev.orderly.events.type;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.Upcast;
import dev.orderly.events.start.BusSetupException;
import org.springframework.util.ReflectionUtils;

/**
 * A version of an event, and the upcasts from it to the version that a handler takes.
 *
 * @param type       the event type with this version
 * @param eventClass the class of this version, as which a payload is read
 * @param upcasts    the upcasts in the order of their calls; empty for the version that the handler takes
 */
public record EventVersion(String type, Class<?> eventClass, List<Method> upcasts) {

    /**
     * The versions that can be converted to this class: its own version first, then the earlier ones with an {@link Upcast}.
     *
     * @throws BusSetupException if an upcast is invalid; it names the method
     */
    public static List<EventVersion> readableAs(Class<?> eventClass) {
        Map<String, EventVersion> versions = new LinkedHashMap<>();
        addAll(eventClass, List.of(), versions);
        return List.copyOf(versions.values());
    }

    private static void addAll(Class<?> eventClass, List<Method> upcasts, Map<String, EventVersion> versions) {
        var type = EventTypes.nameOf(eventClass);
        versions.put(type, new EventVersion(type, eventClass, upcasts));
        Arrays.stream(eventClass.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Upcast.class))
                .forEach(method -> {
                    var earlier = earlierClassOf(method, eventClass, type);
                    if (versions.containsKey(EventTypes.nameOf(earlier))) {
                        throw new BusSetupException(
                                "The upcast %s is the second one from %s".formatted(method, EventTypes.nameOf(earlier)),
                                "keep one of them");
                    }
                    method.setAccessible(true);
                    addAll(
                            earlier,
                            Stream.concat(Stream.of(method), upcasts.stream()).toList(),
                            versions);
                });
    }

    private static Class<?> earlierClassOf(Method upcast, Class<?> eventClass, String type) {
        if (!Modifier.isStatic(upcast.getModifiers())
                || upcast.getParameterCount() != 1
                || upcast.getReturnType() != eventClass
                || !DomainEvent.class.isAssignableFrom(upcast.getParameterTypes()[0])) {
            throw new BusSetupException(
                    "The upcast %s has the wrong signature".formatted(upcast),
                    "make it static, with the class of an earlier version as its only parameter and %s as its return type"
                            .formatted(eventClass.getSimpleName()));
        }
        var earlier = upcast.getParameterTypes()[0];
        var earlierType = EventTypes.nameOf(earlier);
        if (!EventTypes.withoutVersion(earlierType).equals(EventTypes.withoutVersion(type))
                || EventTypes.versionOf(earlierType) >= EventTypes.versionOf(type)) {
            throw new BusSetupException(
                    "The upcast %s takes the wrong event".formatted(upcast),
                    "let it take an earlier version of %s instead of %s".formatted(type, earlierType));
        }
        return earlier;
    }

    /**
     * Converts an event of this version to the version that the handler takes.
     *
     * @throws RuntimeException whatever an upcast throws
     */
    public Object upcast(Object event) {
        var current = event;
        for (var upcast : upcasts) {
            try {
                current = upcast.invoke(null, current);
            } catch (InvocationTargetException e) {
                ReflectionUtils.rethrowRuntimeException(e.getTargetException());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("Cannot call " + upcast, e);
            }
        }
        return current;
    }
}
