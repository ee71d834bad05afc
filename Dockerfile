# badged alone in an image: docker build -t badged .
FROM debian:bookworm-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates cmake gcc libc6-dev make pkg-config \
        libevent-dev libjansson-dev libjwt-dev libssl-dev \
    && rm -rf /var/lib/apt/lists/*
COPY . /src
RUN cmake -S /src -B /build -DCMAKE_BUILD_TYPE=Release \
    && cmake --build /build --target badged --parallel "$(nproc)" \
    && /src/scripts/container/root.sh /build/badged /image

FROM scratch
COPY --from=build /image/system/ /
COPY --from=build --chown=65532:65532 /image/user/ /
# Loopback inside of a container is reached by nobody; "badged" is the name of the service in
# docker-compose.yml. Options on the command line win over these.
ENV BADGED_LISTEN=0.0.0.0:8443 \
    BADGED_HOSTNAME=badged \
    BADGED_STATE=/state \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
# Numbers, so that Kubernetes can see that it is not root.
USER 65532:65532
VOLUME /state
EXPOSE 8443
STOPSIGNAL SIGTERM
# By name and without TLS: a daemon that is --ephemeral leaves no CA where another process finds it.
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=3 \
    CMD ["badged", "health", "--server", "http://127.0.0.1:8443"]
ENTRYPOINT ["badged"]
CMD ["serve"]
