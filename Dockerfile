# One file for every image of this project: a service by its name,
#   docker build --build-arg SERVICE=order-service .
# and with --target local-parts what the services need around them on one machine.

# --- build: all jars, in one run of Maven whose repository outlives the image ---
FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    ./mvnw -B -q -Pimage -DskipTests -Dspotless.check.skip \
      -pl order-service,refund-service,notification-service,local-stack -am package
RUN for service in order-service refund-service notification-service; do \
      java -Djarmode=tools -jar $service/target/$service-*.jar extract \
        --layers --application-filename service.jar --destination /layers/$service; \
    done

# --- runtime: what all images have in common ---
FROM eclipse-temurin:25-jre AS runtime
RUN useradd --system --uid 10001 --user-group --home-dir /nonexistent --shell /usr/sbin/nologin orderly
WORKDIR /app
COPY docker/jvm.options docker/quick-start.options docker/healthcheck docker/start ./
ENTRYPOINT ["java", "@/app/jvm.options"]
STOPSIGNAL SIGTERM

# --- training: the services at work, for an AOT cache of each ---
FROM runtime AS training
COPY --from=build /build/local-stack/target/lib /training
COPY --from=build /build/local-stack/target/local-stack-*.jar /training/
COPY --from=build /layers/order-service/dependencies /layers/order-service/application order-service/
COPY --from=build /layers/refund-service/dependencies /layers/refund-service/application refund-service/
COPY --from=build /layers/notification-service/dependencies /layers/notification-service/application notification-service/
RUN chown orderly order-service refund-service notification-service
USER orderly
RUN java -Dlogback.configurationFile=dev/orderly/localstack/stack-logback.xml -cp "/training/*" dev.orderly.localstack.TrainingRun /app

# --- local-parts: the payment gateway, and the door to services of several containers ---
FROM runtime AS local-parts
COPY --from=build /build/local-stack/target/lib/wiremock-standalone-*.jar /build/local-stack/target/lib/jackson-*.jar parts/
COPY --from=build /build/local-stack/target/local-stack-*.jar parts/
RUN install --directory --owner orderly /data
USER orderly
VOLUME /data
CMD ["-cp", "/app/parts/*", "dev.orderly.localstack.StandaloneGateway", "8080", "/data/ledger.jsonl"]

# --- a service ---
FROM runtime
ARG SERVICE
WORKDIR /app/$SERVICE
COPY --from=build /layers/$SERVICE/dependencies ./
COPY --from=build /layers/$SERVICE/application ./
COPY --from=training /app/$SERVICE/service.aot ./
USER orderly
ENTRYPOINT ["/app/start"]
# That there is a management port of its own, and what is to be had there, is settled at build time, too.
ENV SERVER_PORT=8080 MANAGEMENT_SERVER_PORT=8090 MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE=health,prometheus
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=180s --start-interval=1s \
  CMD /app/healthcheck $SERVER_PORT
# The cache is learnt with both compilers, as its profiles tell either one what to begin with.
CMD ["@/app/quick-start.options", "-XX:AOTCache=service.aot", "-jar", "service.jar"]
