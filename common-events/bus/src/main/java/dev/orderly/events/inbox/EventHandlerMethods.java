package dev.orderly.events.inbox;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.ReceivedEvent;
import dev.orderly.events.inbox.EventHandlers.Handler;
import dev.orderly.events.start.BusSetupException;
import dev.orderly.events.type.EventVersion;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ReflectionUtils;

import static java.util.Objects.requireNonNull;

/**
 * Finds the {@link EventHandler} methods of this service. Their consumers are known at once, so that each transport can
 * prepare for them; the handlers are there after all beans have been created.
 */
final class EventHandlerMethods implements SmartInitializingSingleton {

    /** What Spring's {@code @EnableAsync} looks for; the last two need not be on the class path. */
    private static final List<String> ASYNC = List.of(
            "org.springframework.scheduling.annotation.Async",
            "jakarta.ejb.Asynchronous",
            "jakarta.enterprise.concurrent.Asynchronous");

    private static final Pattern CONSUMER = Pattern.compile("[a-z0-9-]*");

    private final ConfigurableListableBeanFactory beans;
    private final Map<String, EventHandlers> byConsumer = new TreeMap<>();
    private final Map<String, String> starts = new TreeMap<>();

    EventHandlerMethods(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
        byConsumer.put("", new EventHandlers());
        for (var beanName : beans.getBeanDefinitionNames()) {
            var type = beans.getType(beanName, false);
            if (type != null) {
                handlersOf(type).forEach(this::addConsumer);
            }
        }
    }

    private void addConsumer(Method method) {
        var consumer = consumerOf(method);
        byConsumer.computeIfAbsent(consumer, name -> new EventHandlers());
        var start = annotationOf(method).start();
        if (!start.isEmpty() && !start.equals(starts.computeIfAbsent(consumer, name -> start))) {
            throw new BusSetupException(
                    "The event handler %s has the start %s, but another handler of the consumer \"%s\" has %s"
                            .formatted(method, start, consumer, starts.get(consumer)),
                    "let one handler of a consumer name its start");
        }
    }

    /** Where the annotations of its handlers say that the consumer starts; null if they say nothing. */
    @Nullable
    String startOf(String consumer) {
        return starts.get(consumer);
    }

    /** The names of the consumers; the default one, which always exists, is empty. */
    Set<String> consumers() {
        return byConsumer.keySet();
    }

    /** The handlers of a consumer, which are complete after all beans have been created. */
    EventHandlers of(String consumer) {
        return requireNonNull(byConsumer.get(consumer));
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (var beanName : beans.getBeanDefinitionNames()) {
            var beanClass = AutoProxyUtils.determineTargetClass(beans, beanName);
            if (beanClass != null) {
                handlersOf(beanClass).forEach(method -> add(beanName, beanClass, method));
            }
        }
        if (byConsumer.values().stream().allMatch(each -> each.types().isEmpty())) {
            throw new BusSetupException(
                    "orderly.subscriptions is set, but no bean of this service has an event handler",
                    "annotate a method of a bean with @EventHandler, or remove orderly.subscriptions");
        }
    }

    private static Set<Method> handlersOf(Class<?> beanClass) {
        return MethodIntrospector.selectMethods(beanClass, (ReflectionUtils.MethodFilter)
                method -> AnnotatedElementUtils.hasAnnotation(method, EventHandler.class));
    }

    private static String consumerOf(Method method) {
        var consumer = annotationOf(method).consumer();
        if (!CONSUMER.matcher(consumer).matches()) {
            throw new BusSetupException(
                    "The consumer \"%s\" of the event handler %s is malformed".formatted(consumer, method),
                    "use lower-case letters, digits and dashes, such as billing");
        }
        return consumer;
    }

    private static EventHandler annotationOf(Method method) {
        return requireNonNull(AnnotatedElementUtils.findMergedAnnotation(method, EventHandler.class));
    }

    private void add(String beanName, Class<?> beanClass, Method method) {
        var parameters = method.getParameterTypes();
        var eventClass = eventClassOf(method);
        var isOfBatch = parameters.length == 1 && parameters[0] == List.class;
        var takesMetadata = isOfBatch
                ? elementOf(method).resolve() == ReceivedEvent.class
                : parameters.length == 2 && parameters[1] == EventMetadata.class;
        if (eventClass == null || parameters.length > 1 && !takesMetadata) {
            throw new BusSetupException(
                    "The event handler %s has the wrong parameters".formatted(method),
                    "declare a DomainEvent as its first parameter and, optionally, EventMetadata as its second; or one List of a DomainEvent, or of ReceivedEvents");
        }
        verifySynchronous(beanClass, method);
        var handlers = byConsumer.get(consumerOf(method));
        if (handlers == null) {
            throw new BusSetupException(
                    "The consumer \"%s\" of the event handler %s was not found in time, because the type of its bean is not known before the bean is created"
                            .formatted(consumerOf(method), method),
                    "declare the class of the handler as the type of its bean, not an interface");
        }
        var bean = beans.getBean(beanName);
        var invocable = invocable(method, bean);
        invocable.setAccessible(true);
        for (var version : EventVersion.readableAs(eventClass)) {
            handlers.add(new Handler(
                    bean,
                    invocable,
                    version,
                    takesMetadata,
                    annotationOf(method).replay()));
        }
    }

    /** The class of the events that the handler takes, one at a time or in batches; null if it takes none. */
    @SuppressWarnings("unchecked")
    static @Nullable Class<? extends DomainEvent> eventClassOf(Method method) {
        if (method.getParameterCount() == 0) {
            return null;
        }
        var first = method.getParameterTypes()[0] == List.class
                ? elementOf(method)
                : ResolvableType.forMethodParameter(method, 0);
        var taken = first.resolve() == ReceivedEvent.class ? first.getGeneric(0).resolve() : first.resolve();
        return taken != null && DomainEvent.class.isAssignableFrom(taken) ? (Class<? extends DomainEvent>) taken : null;
    }

    /** What the list holds that the handler takes. */
    private static ResolvableType elementOf(Method method) {
        return ResolvableType.forMethodParameter(method, 0).getGeneric(0);
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
}
