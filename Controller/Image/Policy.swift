import Web

/// Who may do what with images, by upstream's names and with upstream's defaults. Whether an image is seen at all is decided
/// before by its visibility and members: what is not seen is not found.
enum ImagePolicy {
    private static let mine = "project_id:%(project_id)s"
    private static let offered = "project_id:%(member_id)s"
    private static let open = "'community':%(visibility)s or 'public':%(visibility)s or 'shared':%(visibility)s"

    private static let member = "rule:admin_required or (role:member and \(mine))"
    private static let reader = "rule:admin_required or (role:reader and \(mine))"

    static let rules: [PolicyRule] = [
        rule("add_image", "rule:admin_required or (role:member and \(mine) and project_id:%(owner)s)", "Create an image."),
        rule("delete_image", member, "Delete an image."),
        rule("get_image", "rule:admin_required or (role:reader and (\(mine) or \(offered) or \(open)))", "Show an image."),
        rule("get_images", reader, "List images."),
        rule("modify_image", member, "Change an image, its tags, or stage and import its data."),
        rule("publicize_image", "rule:admin_required", "Show an image to everybody."),
        rule("communitize_image", member, "Show an image to everybody who asks for it."),
        rule(
            "download_image", "rule:admin_required or (role:member and (\(mine) or \(offered) or \(open)))",
            "Get the data of an image."),
        rule("upload_image", member, "Give an image its data."),
        rule("delete_image_location", "rule:admin_required", "Delete an image from one store."),
        rule("add_member", member, "Offer an image to a project."),
        rule("delete_member", member, "Take the offer of an image back."),
        rule("get_member", "rule:admin_required or role:reader and (\(mine) or \(offered))", "Show a member of an image."),
        rule("get_members", "rule:admin_required or role:reader and (\(mine) or \(offered))", "List the members of an image."),
        rule("modify_member", "rule:admin_required or (role:member and \(offered))", "Accept or reject the offer of an image."),
        rule("deactivate", member, "Keep the data of an image from everybody."),
        rule("reactivate", member, "Give the data of an image out again."),
        rule("stores_info_detail", "rule:admin_required", "Show how images are stored."),
        rule("tasks_api_access", "rule:admin_required", "List the tasks of the image service."),
    ]

    private static func rule(_ name: String, _ check: String, _ description: String) -> PolicyRule {
        PolicyRule(name, check, scopes: [.project], description)
    }
}
