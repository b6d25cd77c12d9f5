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
 * A version in which an event may be written, and the way from there to the version that is asked for.
 *
 * @param type       the type's name with that version
 * @param eventClass what its payload is read as
 * @param upcasts    to be called one after the other; none for the version that is asked for itself
 */
public record EventVersion(String type, Class<?> eventClass, List<Method> upcasts) {

    /**
     * The versions that can be read as this class: its own first, then the earlier ones that {@link Upcast} leads to.
     *
     * @throws BusSetupException naming the method, when an upcast could not work
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
                                "%s is one of two upcasts from %s".formatted(method, EventTypes.nameOf(earlier)),
                                "leave one of them");
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
                    "%s is no upcast".formatted(upcast),
                    "let it be static, take the class of an earlier version and return %s"
                            .formatted(eventClass.getSimpleName()));
        }
        var earlier = upcast.getParameterTypes()[0];
        var earlierType = EventTypes.nameOf(earlier);
        if (!EventTypes.withoutVersion(earlierType).equals(EventTypes.withoutVersion(type))
                || EventTypes.versionOf(earlierType) >= EventTypes.versionOf(type)) {
            throw new BusSetupException(
                    "%s is no upcast".formatted(upcast),
                    "let it take an earlier version of %s, which %s is not".formatted(type, earlierType));
        }
        return earlier;
    }

    /**
     * The event as the version that is asked for.
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
