package dev.orderly.events.inbox;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;

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
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ReflectionUtils;

/** The {@link EventHandler} methods of this service, one for each event type. */
final class EventHandlers implements SmartInitializingSingleton {

    /** What Spring's {@code @EnableAsync} looks for; the last two need not be on the class path. */
    private static final List<String> ASYNC = List.of(
            "org.springframework.scheduling.annotation.Async",
            "jakarta.ejb.Asynchronous",
            "jakarta.enterprise.concurrent.Asynchronous");

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
                        .forEach(method -> add(beanName, beanClass, method));
            }
        }
        if (handlers.isEmpty()) {
            throw new BusSetupException(
                    "orderly.subscriptions is set, but no bean of this service has an event handler",
                    "annotate a method of a bean with @EventHandler, or remove orderly.subscriptions");
        }
    }

    private void add(String beanName, Class<?> beanClass, Method method) {
        var parameters = method.getParameterTypes();
        var takesMetadata = parameters.length == 2 && parameters[1] == EventMetadata.class;
        if (parameters.length == 0
                || !DomainEvent.class.isAssignableFrom(parameters[0])
                || parameters.length > 1 && !takesMetadata) {
            throw new BusSetupException(
                    "The event handler %s has the wrong parameters".formatted(method),
                    "declare a DomainEvent as its first parameter and, optionally, EventMetadata as its second");
        }
        verifySynchronous(beanClass, method);
        var bean = beans.getBean(beanName);
        var invocable = invocable(method, bean);
        invocable.setAccessible(true);
        for (var version : EventVersion.readableAs(parameters[0])) {
            handlers.merge(version.type(), new Handler(bean, invocable, version, takesMetadata), EventHandlers::closer);
        }
    }

    /** The method to call on the bean, which may be a proxy that, for example, {@code @Transactional} has made. */
    private static Method invocable(Method method, Object bean) {
        if (AopUtils.isCglibProxy(bean) && Modifier.isFinal(method.getModifiers())) {
            throw uncallable(method, "is final");
        }
        try {
            return AopUtils.selectInvocableMethod(method, bean.getClass());
        } catch (IllegalStateException e) {
            throw uncallable(
                    method,
                    Modifier.isPrivate(method.getModifiers())
                            ? "is private"
                            : "is in no interface of its bean's proxy");
        }
    }

    private static BusSetupException uncallable(Method method, String why) {
        return new BusSetupException(
                "The event handler %s cannot be called, because its bean is a proxy and the method %s"
                        .formatted(method, why),
                "make the method package-private or public, not final, and let Spring proxy the class (spring.aop.proxy-target-class=true, the default)");
    }

    /** A failure after the method has returned would reach nobody: the event would count as processed by then. */
    private static void verifySynchronous(Class<?> beanClass, Method method) {
        if (ASYNC.stream().anyMatch(each -> isAnnotated(method, each) || isAnnotated(beanClass, each))) {
            throw new BusSetupException(
                    "The event handler %s is @Async: it would run in another thread, outside the transaction that marks the event as processed, and its failure would be lost"
                            .formatted(method),
                    "remove @Async from the method and its class: the bus calls handlers in a background thread already");
        }
        if (isAsynchronous(method.getReturnType())) {
            throw new BusSetupException(
                    "The event handler %s returns a %s: its work would go on after the transaction that marks the event as processed, and its failure would be lost"
                            .formatted(method, method.getReturnType().getSimpleName()),
                    "do the work inside the method, and return void after it has finished");
        }
    }

    private static boolean isAnnotated(AnnotatedElement element, String annotation) {
        return MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY).isPresent(annotation);
    }

    private static boolean isAsynchronous(Class<?> type) {
        return Future.class.isAssignableFrom(type)
                || CompletionStage.class.isAssignableFrom(type)
                || Flow.Publisher.class.isAssignableFrom(type)
                || ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
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
