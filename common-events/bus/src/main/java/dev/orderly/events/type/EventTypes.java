package dev.orderly.events.type;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.start.BusSetupException;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;

/** The event types that the classes of the given packages declare. Invalid declarations are refused at start. */
public final class EventTypes {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*\\.v[1-9][0-9]{0,5}");

    /** Asked for with each event that is raised. */
    private static final ClassValue<String> NAMES = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> eventClass) {
            return declaredName(eventClass);
        }
    };

    private final Map<String, Class<?>> classes;

    private EventTypes(Map<String, Class<?>> classes) {
        this.classes = Map.copyOf(classes);
    }

    /**
     * Finds every {@link DomainEvent} in these packages and their subpackages.
     *
     * @throws BusSetupException if a type is missing, malformed or declared twice; it names the classes
     */
    public static EventTypes in(Collection<String> packages) {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AssignableTypeFilter(DomainEvent.class));
        Map<String, List<Class<?>>> found = new TreeMap<>();
        packages.stream()
                .flatMap(each -> scanner.findCandidateComponents(each).stream())
                .map(each -> ClassUtils.resolveClassName(String.valueOf(each.getBeanClassName()), null))
                .distinct()
                .forEach(each -> found.computeIfAbsent(nameOf(each), name -> new ArrayList<>())
                        .add(each));
        Map<String, Class<?>> classes = new LinkedHashMap<>();
        found.forEach((name, declaring) -> {
            if (declaring.size() > 1) {
                throw new BusSetupException(
                        "More than one class declares the event type %s: %s".formatted(name, declaring),
                        "give each event class its own type, and a new version of an event the next version number");
            }
            classes.put(name, declaring.get(0));
        });
        return new EventTypes(classes);
    }

    /**
     * The event type that a class declares.
     *
     * @throws BusSetupException if the class declares none, or one without a version at its end
     */
    public static String nameOf(Class<?> eventClass) {
        return NAMES.get(eventClass);
    }

    private static String declaredName(Class<?> eventClass) {
        var type = eventClass.getAnnotation(EventType.class);
        if (type == null) {
            throw new BusSetupException(
                    "%s has no event type".formatted(eventClass.getName()),
                    "annotate it, for example with @EventType(\"order.placed.v1\")");
        }
        if (!NAME.matcher(type.value()).matches()) {
            throw new BusSetupException(
                    "The event type \"%s\" of %s is malformed".formatted(type.value(), eventClass.getName()),
                    "use lower-case words separated by dots, with a version at the end, such as order.placed.v1");
        }
        return type.value();
    }

    /** The part of the name that all versions of a type share. */
    public static String withoutVersion(String type) {
        return type.substring(0, Math.max(0, type.lastIndexOf('.')));
    }

    static int versionOf(String type) {
        return Integer.parseInt(type.substring(type.lastIndexOf(".v") + 2));
    }

    /** The declaring classes, by event type. */
    public Map<String, Class<?>> all() {
        return classes;
    }
}
