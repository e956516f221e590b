import Store

/// The tables of images, append-only.
///
/// Who writes what: the API alone. `upload` names the upload (or staging) that runs into the image; it is a lease of this
/// process, which `UploadReconciler` gives back when nobody holds it any more. `staged` is what was found out about data that
/// waits for its import.
enum ImageSchema {
    static let migrations: [Migration] = [
        Migration(
            "image-001",
            """
            CREATE TABLE image_image (
                id TEXT PRIMARY KEY,
                name TEXT,
                status TEXT NOT NULL,
                visibility TEXT NOT NULL CHECK (visibility IN ('private', 'shared', 'community', 'public')),
                owner TEXT,
                protected INTEGER NOT NULL,
                hidden INTEGER NOT NULL,
                disk_format TEXT,
                container_format TEXT,
                size INTEGER,
                virtual_size INTEGER,
                checksum TEXT,
                hash_algo TEXT,
                hash_value TEXT,
                min_disk INTEGER NOT NULL,
                min_ram INTEGER NOT NULL,
                upload TEXT,
                staged TEXT,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            )
            """,
            "CREATE INDEX image_image_owner ON image_image (owner)",
            "CREATE INDEX image_image_created ON image_image (created_at, id)",
            "CREATE INDEX image_image_upload ON image_image (upload) WHERE upload IS NOT NULL",
            """
            CREATE TABLE image_property (
                image_id TEXT NOT NULL REFERENCES image_image (id) ON DELETE CASCADE,
                name TEXT NOT NULL,
                value TEXT NOT NULL,
                PRIMARY KEY (image_id, name)
            )
            """,
            "CREATE INDEX image_property_name ON image_property (name, value)",
            """
            CREATE TABLE image_tag (
                image_id TEXT NOT NULL REFERENCES image_image (id) ON DELETE CASCADE,
                tag TEXT NOT NULL,
                PRIMARY KEY (image_id, tag)
            )
            """,
            "CREATE INDEX image_tag_tag ON image_tag (tag)",
            """
            CREATE TABLE image_member (
                image_id TEXT NOT NULL REFERENCES image_image (id) ON DELETE CASCADE,
                member TEXT NOT NULL,
                status TEXT NOT NULL CHECK (status IN ('pending', 'accepted', 'rejected')),
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                PRIMARY KEY (image_id, member)
            )
            """,
            "CREATE INDEX image_member_member ON image_member (member, status)"
        )
    ]
}
