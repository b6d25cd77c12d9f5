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

/** The event types declared in the given packages. Making one fails on a declaration that could not work later. */
public final class EventTypes {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*\\.v[1-9][0-9]{0,5}");

    private final Map<String, Class<?>> classes;

    private EventTypes(Map<String, Class<?>> classes) {
        this.classes = Map.copyOf(classes);
    }

    /**
     * Finds every {@link DomainEvent} in these packages and below.
     *
     * @throws BusSetupException naming the classes, when a type is missing, malformed or declared twice
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
                        "The event type %s is declared by more than one class: %s".formatted(name, declaring),
                        "give each event its own type, and a new version of one the next number");
            }
            classes.put(name, declaring.get(0));
        });
        return new EventTypes(classes);
    }

    /**
     * The name that a class declares.
     *
     * @throws BusSetupException when it declares none, or one that has no version at its end
     */
    public static String nameOf(Class<?> eventClass) {
        var type = eventClass.getAnnotation(EventType.class);
        if (type == null) {
            throw new BusSetupException(
                    "%s has no event type".formatted(eventClass.getName()),
                    "annotate it, such as @EventType(\"order.placed.v1\")");
        }
        if (!NAME.matcher(type.value()).matches()) {
            throw new BusSetupException(
                    "The event type \"%s\" of %s is malformed".formatted(type.value(), eventClass.getName()),
                    "make it of lower-case words parted by dots with a version at the end, such as order.placed.v1");
        }
        return type.value();
    }

    /** The name that all versions of a type share. */
    public static String withoutVersion(String type) {
        return type.substring(0, Math.max(0, type.lastIndexOf('.')));
    }

    static int versionOf(String type) {
        return Integer.parseInt(type.substring(type.lastIndexOf(".v") + 2));
    }

    /** The declared types, by name. */
    public Map<String, Class<?>> all() {
        return classes;
    }
}
