import Store

/// The tables of metadata definitions, append-only. The API alone writes them.
///
/// What stands in a namespace (properties, objects, tags, and which types of resources it is meant for) is of one shape: a
/// name, and a document that the schema of its kind has been held against (``MetadefDocuments``).
enum MetadefSchema {
    static let migrations: [Migration] = [
        Migration(
            "image-002-metadefs",
            """
            CREATE TABLE image_metadef_namespace (
                id TEXT PRIMARY KEY,
                namespace TEXT NOT NULL UNIQUE,
                display_name TEXT,
                description TEXT,
                visibility TEXT NOT NULL CHECK (visibility IN ('private', 'public')),
                protected INTEGER NOT NULL,
                owner TEXT,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            )
            """,
            """
            CREATE TABLE image_metadef_item (
                namespace_id TEXT NOT NULL REFERENCES image_metadef_namespace (id) ON DELETE CASCADE,
                kind TEXT NOT NULL CHECK (kind IN ('property', 'object', 'tag', 'resource_type')),
                name TEXT NOT NULL,
                document TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                PRIMARY KEY (namespace_id, kind, name)
            )
            """,
            "CREATE INDEX image_metadef_item_name ON image_metadef_item (kind, name)",
            """
            CREATE TABLE image_metadef_resource_type (
                name TEXT PRIMARY KEY,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            )
            """
        )
    ]
}
