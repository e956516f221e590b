import HTTPTypes
public import Web

extension Catalog {
    public var routes: [Route] {
        let regions = RegionHandlers(store: store)
        let services = ServiceHandlers(store: store)
        let endpoints = EndpointHandlers(store: store)
        return [
            Route(.get, "/v3/regions", policy: .rule("identity:list_regions"), handler: regions.list),
            Route(.post, "/v3/regions", policy: .rule("identity:create_region"), handler: regions.create),
            Route(.get, "/v3/regions/{region_id}", policy: .rule("identity:get_region"), handler: regions.show),
            Route(.put, "/v3/regions/{region_id}", policy: .rule("identity:create_region"), handler: regions.createNamed),
            Route(.patch, "/v3/regions/{region_id}", policy: .rule("identity:update_region"), handler: regions.update),
            Route(.delete, "/v3/regions/{region_id}", policy: .rule("identity:delete_region"), handler: regions.delete),

            Route(.get, "/v3/services", policy: .rule("identity:list_services"), handler: services.list),
            Route(.post, "/v3/services", policy: .rule("identity:create_service"), handler: services.create),
            Route(.get, "/v3/services/{service_id}", policy: .rule("identity:get_service"), handler: services.show),
            Route(.patch, "/v3/services/{service_id}", policy: .rule("identity:update_service"), handler: services.update),
            Route(.delete, "/v3/services/{service_id}", policy: .rule("identity:delete_service"), handler: services.delete),

            Route(.get, "/v3/endpoints", policy: .rule("identity:list_endpoints"), handler: endpoints.list),
            Route(.post, "/v3/endpoints", policy: .rule("identity:create_endpoint"), handler: endpoints.create),
            Route(.get, "/v3/endpoints/{endpoint_id}", policy: .rule("identity:get_endpoint"), handler: endpoints.show),
            Route(.patch, "/v3/endpoints/{endpoint_id}", policy: .rule("identity:update_endpoint"), handler: endpoints.update),
            Route(.delete, "/v3/endpoints/{endpoint_id}", policy: .rule("identity:delete_endpoint"), handler: endpoints.delete),
        ] + PolicyRoutes(store: store).table + PolicyAssociationRoutes(store: store).table
    }
}
