FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=development
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /assay ./cmd/assay

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /assay /assay
ENV ASSAY_ADDR=0.0.0.0:8080
EXPOSE 8080
ENTRYPOINT ["/assay"]
CMD ["serve"]
