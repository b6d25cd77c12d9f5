package dev.orderly.events.inbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.start.BusSetupException;
import dev.orderly.events.type.EventTypes;
import dev.orderly.events.type.EventVersion;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils;

/** The {@link EventHandler} methods of this service, one for each event type. */
final class EventHandlers implements SmartInitializingSingleton {

    private final ConfigurableListableBeanFactory beans;
    private final Map<String, Handler> handlers = new TreeMap<>();

    EventHandlers(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (var beanName : beans.getBeanDefinitionNames()) {
            var beanClass = AutoProxyUtils.determineTargetClass(beans, beanName);
            if (beanClass != null) {
                MethodIntrospector.selectMethods(beanClass, (ReflectionUtils.MethodFilter)
                                method -> AnnotatedElementUtils.hasAnnotation(method, EventHandler.class))
                        .forEach(method -> add(beanName, method));
            }
        }
        if (handlers.isEmpty()) {
            throw new BusSetupException(
                    "orderly.subscriptions is set, but no bean of this service has an event handler",
                    "annotate a method of a bean with @EventHandler, or remove orderly.subscriptions");
        }
    }

    private void add(String beanName, Method method) {
        var parameters = method.getParameterTypes();
        var takesMetadata = parameters.length == 2 && parameters[1] == EventMetadata.class;
        if (parameters.length == 0
                || !DomainEvent.class.isAssignableFrom(parameters[0])
                || parameters.length > 1 && !takesMetadata) {
            throw new BusSetupException(
                    "The event handler %s has the wrong parameters".formatted(method),
                    "declare a DomainEvent as its first parameter and, optionally, EventMetadata as its second");
        }
        var bean = beans.getBean(beanName);
        var invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
        invocable.setAccessible(true);
        for (var version : EventVersion.readableAs(parameters[0])) {
            handlers.merge(version.type(), new Handler(bean, invocable, version, takesMetadata), EventHandlers::closer);
        }
    }

    /** The handler that needs fewer upcasts: the one for this version, or for the nearest later version. */
    private static Handler closer(Handler one, Handler other) {
        int upcasts = one.version().upcasts().size();
        int otherUpcasts = other.version().upcasts().size();
        if (upcasts == otherUpcasts) {
            throw new BusSetupException(
                    "The event type %s has two handlers: %s and %s"
                            .formatted(one.version().type(), one.method(), other.method()),
                    "keep one of them, and call the other from it");
        }
        return upcasts < otherUpcasts ? one : other;
    }

    /** The handler of a type; null if this service does not handle it. */
    @Nullable
    Handler of(String type) {
        return handlers.get(type);
    }

    /** Whether this service handles other versions of the type, but not this one. */
    boolean handlesAnotherVersionOf(String type) {
        var base = EventTypes.withoutVersion(type);
        return !handlers.containsKey(type)
                && handlers.keySet().stream()
                        .anyMatch(each -> EventTypes.withoutVersion(each).equals(base));
    }

    /** The types that this service handles. */
    Set<String> types() {
        return new TreeSet<>(handlers.keySet());
    }

    static final class Handler {

        private final Object bean;
        private final Method method;
        private final EventVersion version;
        private final boolean takesMetadata;

        Handler(Object bean, Method method, EventVersion version, boolean takesMetadata) {
            this.bean = bean;
            this.method = method;
            this.version = version;
            this.takesMetadata = takesMetadata;
        }

        Method method() {
            return method;
        }

        EventVersion version() {
            return version;
        }

        /** Calls the method, and throws what it throws. */
        void handle(Object event, EventMetadata metadata) {
            try {
                if (takesMetadata) {
                    method.invoke(bean, event, metadata);
                } else {
                    method.invoke(bean, event);
                }
            } catch (InvocationTargetException e) {
                ReflectionUtils.rethrowRuntimeException(e.getTargetException());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("Cannot call " + method, e);
            }
        }
    }
}
