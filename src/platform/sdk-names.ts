/**
 * The fields and edges of each kind of node that Meta's Business SDKs list, from version 4 (2019) to 26 (2026), by the name that
 * errors of the platform give the kind. Of messages, which the SDKs leave without a class, it is what the guide names.
 * Source: src/objects of https://github.com/facebook/facebook-nodejs-business-sdk
 */
const namesByKind = (): Readonly<Record<string, string>> => ({
  Ad: `
    account_id ad_active_time ad_review_feedback ad_schedule_end_time ad_schedule_start_time adcreatives
    adlabels adrules_governed adset adset_id bid_amount bid_info bid_type campaign campaign_id
    configured_status conversion_domain conversion_specs copies created_time creative
    creative_asset_groups_spec creative_automation_spec demolink_hash display_sequence effective_status
    engagement_audience failed_delivery_checks insights issues_info last_updated_by_app_id leads name
    placement preview_shareable_link previews priority recommendations source_ad source_ad_id
    special_ad_categories status targeting targetingsentencelines tracking_and_conversion_with_defaults
    tracking_specs updated_time`,
  AdAccount: `
    account_controls account_id account_status activities ad_account_promotable_objects ad_place_page_sets
    ad_place_page_sets_async ad_saved_keywords ad_studies adcloudplayables adcreatives adcreativesbylabels
    adimages adlabels adplayables adrules_history adrules_library ads ads_reporting_mmm_reports
    ads_reporting_mmm_schedulers ads_volume adsbylabels adsets adsetsbylabels adspixels
    advertisable_applications advideos affectedadsets age agencies agency_client_declaration
    all_capabilities amount_spent applications assigned_users async_batch_requests async_requests
    asyncadcreatives asyncadrequestsets attribution_spec audience_funnel balance block_list_drafts
    brand_safety_content_filter_levels broadtargetingcategories business business_city business_country_code
    business_name business_state business_street business_street2 business_zip businessprojects campaigns
    campaignsbylabels can_create_brand_lift_study capabilities connected_instagram_accounts
    connected_instagram_accounts_with_iabp conversion_goals created_time currency custom_audience_info
    customaudiences customaudiencestos customconversions default_dsa_beneficiary default_dsa_payor
    delivery_estimate deprecatedtargetingadsets disable_reason dsa_recommendations end_advertiser
    end_advertiser_name existing_customers expired_funding_source_details extended_credit_invoice_group
    failed_delivery_checks fb_entity funding_source funding_source_details generatepreviews
    has_migrated_permissions has_page_authorized_adaccount impacting_ad_studies insights instagram_accounts
    io_number ios_fourteen_campaign_limits is_attribution_spec_system_default is_ba_skip_delayed_eligible
    is_direct_deals_enabled is_in_3ds_authorization_enabled_market is_notifications_enabled is_personal
    is_prepay_account is_tax_id_required liable_address line_numbers marketing_messages_settings
    matched_search_applications max_bid mcmeconversions media_agency message_campaign
    message_delivery_estimate messages min_campaign_group_spend_cap min_daily_budget minimum_budgets name
    offsite_clo_signal_status offsite_pixels_tos_accepted onbehalf_requests opportunity_score
    opportunity_score_weight owner owner_business partner product_audiences promote_pages
    publisher_block_lists reachestimate reachfrequencypredictions recommendations rf_spec saved_audiences
    send_bill_to_address show_checkout_experience sold_to_address spend_cap subscribed_apps targetingbrowse
    targetingsearch targetingsentencelines targetingsuggestions targetingvalidation tax_id tax_id_status
    tax_id_type timezone_id timezone_name timezone_offset_hours_utc tos_accepted tracking
    user_access_expire_time user_tasks user_tos_accepted users usersofanyaudience value_rule_set
    value_rule_set_translation video_ads viewable_business`,
  AdSet: `
    account_id activities ad_set_goal ad_studies adcreatives adlabels adrules_governed ads adset_schedule
    anchor_event_attribution_window_days asset_feed_id asyncadrequests attribution_count_type
    attribution_spec automatic_manual_state bid_adjustments bid_amount bid_constraints bid_info bid_strategy
    billing_event brand_safety_config budget_remaining budget_schedules campaign campaign_active_time
    campaign_attribution campaign_id configured_status copies cost_bidding_mode created_time
    creative_diversity_label creative_diversity_score creative_sequence creative_sequence_repetition_pattern
    daily_budget daily_min_spend_target daily_spend_cap delivery_estimate destination_type dsa_beneficiary
    dsa_payor effective_status end_time existing_customer_budget_percentage frequency_control_specs
    full_funnel_exploration_mode insights instagram_user_id is_ba_skip_delayed_eligible
    is_budget_schedule_enabled is_dc_follow_optimized is_dynamic_creative is_incremental_attribution_enabled
    is_organic_ad_joint_optimized is_sequenced_conversion_creation issues_info learning_stage_info
    lifetime_budget lifetime_imps lifetime_min_spend_target lifetime_spend_cap live_video_ad_campaign_config
    low_creative_reach max_budget_spend_percentage message_delivery_estimate meta_moment_maker_spec
    min_budget_spend_percentage multi_event_conversion_attribution_window_seconds
    multi_optimization_goal_weight name optimization_goal optimization_sub_event pacing_type
    placement_soft_opt_out promoted_object recommendations recurring_budget_semantics
    regional_regulated_categories regional_regulation_identities relative_value review_feedback
    rf_prediction_id source_adset source_adset_id special_ad_categories start_time status targeting
    targeting_optimization_types targetingsentencelines time_based_ad_rotation_id_blocks
    time_based_ad_rotation_intervals trending_topics_spec updated_time use_new_app_click value_rule_set_id
    value_rules_applied`,
  Campaign: `
    account_id ad_studies adlabels adrules_governed ads adsets advantage_state_info bid_strategy
    boosted_object_id brand_lift_studies budget_rebalance_flag budget_remaining budget_schedules buying_type
    campaign_group_active_time can_create_brand_lift_study can_use_spend_cap configured_status copies
    created_time daily_budget effective_status frequency_control_specs has_secondary_skadnetwork_reporting
    insights is_adset_budget_sharing_enabled is_budget_schedule_enabled is_direct_send_campaign
    is_message_campaign is_meta_moment_maker_enabled is_reels_trending_ads_enabled
    is_skadnetwork_attribution issues_info last_budget_toggling_time lifetime_budget name objective
    pacing_type primary_attribution promoted_object recommendations smart_promotion_type source_campaign
    source_campaign_id source_recommendation_type special_ad_categories special_ad_category
    special_ad_category_country spend_cap start_time status stop_time topline_id updated_time`,
  CustomAudience: `
    account_id adaccounts ads approximate_count_lower_bound approximate_count_upper_bound audience_labels
    customer_file_source data_source data_source_types datafile_custom_audience_uploading_status delete_time
    delivery_status description excluded_custom_audiences external_event_source
    fields_violating_integrity_policy health household_audience included_custom_audiences
    is_eligible_for_sac_campaigns is_household is_snapshot is_value_based lookalike_audience_ids
    lookalike_spec messenger_marketing_messages_page name operation_status opt_out_link owner_business
    page_deletion_marked_delete_time permission_for_actions pixel_id regulated_audience_spec retention_days
    rev_share_policy_id rule rule_aggregation rule_v2 salts seed_audience sessions shared_account_info
    sharing_status subtype time_content_updated time_created time_updated users usersreplace`,
  Application: `
    aam_rules accounts activities ad_placement_groups adnetwork_placements adnetworkanalytics
    adnetworkanalytics_results aem_attribution aem_conversion_configs aem_conversion_filter
    aem_conversions aem_skan_readiness agencies aggregate_revenue an_ad_space_limit an_platforms
    android_dialog_configs android_key_hash android_sdk_error_categories app_capi_settings app_domains
    app_event_types app_events_config app_events_feature_bitmask app_events_session_timeout app_indexing
    app_indexing_session app_insights app_install_tracked app_installed_groups app_name
    app_push_device_token app_signals_binding_ios app_type appassets assets auth_dialog_data_help_url
    auth_dialog_headline auth_dialog_perms_explanation auth_referral_default_activity_privacy
    auth_referral_enabled auth_referral_extended_perms auth_referral_friend_perms
    auth_referral_response_type auth_referral_user_perms authorized_adaccounts auto_event_mapping_android
    auto_event_mapping_ios auto_event_setup_enabled auto_log_app_events_default
    auto_log_app_events_enabled banned business button_auto_detection_device_selection button_indexing
    canvas_fluid_height canvas_fluid_width canvas_url category client_config cloudbridge_settings
    codeless_event_bindings codeless_event_mappings company config_ids configured_ios_sso
    connected_client_businesses contact_email created_time creator_uid custom_audience_third_party_id
    da_checks daily_active_users daily_active_users_rank deauth_callback_url default_share_mode
    description domain_reports enigma_config events financial_id full_app_indexing_infos
    gdpv4_chrome_custom_tabs_enabled gdpv4_enabled gdpv4_nux_content gdpv4_nux_enabled
    has_messenger_product hosting_url iap_purchases icon_url insights_push_schedule ios_bundle_id
    ios_dialog_configs ios_sdk_dialog_flows ios_sdk_error_categories ios_sfvc_attr
    ios_supports_native_proxy_auth_flow ios_supports_system_auth ipad_app_store_id iphone_app_store_id
    latest_sdk_version leaderboards_create leaderboards_delete_entry leaderboards_reset
    leaderboards_set_score link linked_dataset logging_token login_secret logo_url message_templates
    migrations mmp_auditing mobile_profile_section_url mobile_sdk_gk mobile_web_url
    monetized_digital_store_objects monthly_active_users monthly_active_users_rank moods_for_application
    name namespace object_store_urls object_types objects occludespopups owner_business ozone_release
    page_activities page_tab_default_name page_tab_url payment_currencies permissions photo_url
    privacy_policy_url products profile_section_url property_id protected_mode_rules purchases
    push_token_register real_time_mode_devices restrictions restrictive_data_filter_params
    restrictive_data_filter_rules roles sdk_update_message seamless_login secure_canvas_url
    secure_page_tab_url send_notification server_domain_infos server_ip_whitelist sgw_dataset_status
    sgw_install_deferral_link smart_login_bookmark_icon_url smart_login_menu_icon_url social_discovery
    staging_resources subcategory subscribed_domains subscribed_domains_phishing subscriptions
    suggested_events_setting supported_platforms supports_apprequests_fast_app_switch supports_attribution
    supports_implicit_sdk_logging suppress_native_ios_gdp terms_of_service_url
    threat_privacy_groups_member threat_privacy_groups_owner uploads url_scheme_suffix user_properties
    user_support_email user_support_url website_url weekly_active_users whatsapp_business_solution
    whatsapp_business_solutions
  `,
  Comment: `
    admin_creator application attachment can_comment can_hide can_like can_remove can_reply_privately
    comment_count comments created_time from is_hidden is_private like_count likes
    live_broadcast_timestamp message message_tags object parent permalink_url private_replies
    private_reply_conversation reactions user_likes
  `,
  Message: `
    attachments created_time from is_unsupported message reactions reply_to shares sticker story subject
    tags thread_id to unread
  `,
  MessengerBusinessPersona: `
    name profile_picture_url
  `,
  MessengerProfile: `
    account_linking_url commands get_started ice_breakers persistent_menu subject_to_new_eu_privacy_rules
    whitelisted_domains
  `,
  Page: `
    ab_tests about access_token acknowledge_orders ad_campaign admin_notes ads_eligibility ads_posts
    affiliation agencies albums app_id app_links ar_experience artists_we_like assigned_users attire
    available_promo_offer_ids awards band_interests band_members best_page bio birthday blocked
    booking_agent breaking_news_usage built business business_data business_messaging_feature_status
    businessprojects call_metrics call_to_actions calls can_checkin can_post canvas_elements canvases
    category category_list chat_plugin checkins claimed_urls commerce_eligibility
    commerce_merchant_settings commerce_orders commerce_payouts commerce_transactions company_overview
    connected_instagram_account connected_page_backed_instagram_account contact_address conversations
    copyright_attribution_insights copyright_manual_claims copyright_whitelisted_ig_partners
    copyright_whitelisted_partners country_page_likes cover crosspost_whitelisted_pages
    ctx_optimization_eligibility culinary_team current_location custom_labels custom_user_settings dataset
    delivery_and_pickup_option_info description description_html differently_open_offerings directed_by
    display_subtext displayed_message_response_time does_viewer_have_page_permission_link_ig emails
    engagement events extend_thread_control fan_count fantasy_games featured_video
    featured_videos_collection features feed followers_count food_styles founded general_info
    general_manager genre global_brand_children global_brand_page_name global_brand_root_id groups
    has_added_app has_lead_access has_transitioned_to_new_page_experience has_whatsapp_business_number
    has_whatsapp_number hometown hours image_copyrights impressum indexed_videos influences insights
    insights_exports instagram_accounts instagram_business_account instant_articles
    instant_articles_insights instant_articles_publish instant_articles_review_status
    instant_articles_stats invoice_access_bank_account is_always_open is_calling_eligible is_chain
    is_community_page is_eligible_for_branded_content
    is_eligible_for_disable_connect_ig_btn_for_non_page_admin_am_web is_messenger_bot_get_started_enabled
    is_messenger_platform_bot is_owned is_permanently_closed is_published is_unclaimed is_verified
    is_webhooks_subscribed keywords leadgen_form_preview_details leadgen_forms leadgen_has_crm_integration
    leadgen_has_fat_ping_crm_integration leadgen_tos_acceptance_time leadgen_tos_accepted
    leadgen_tos_accepting_user likes link live_encoders live_videos location locations media_fingerprints
    members merchant_id merchant_review_status message_attachments message_creatives message_templates
    messages messaging_feature_review messaging_feature_status messenger_ads_default_icebreakers
    messenger_ads_default_page_welcome_message messenger_ads_default_quick_replies
    messenger_ads_page_welcome_messages messenger_ads_quick_replies_type messenger_call_permissions
    messenger_call_settings messenger_codes messenger_lead_forms messenger_profile mini_shop_storefront
    mission moderate_conversations mpg name name_with_location_descriptor nativeoffers network
    new_like_count nlp_configs notification_message_tokens notification_messages_dev_support
    offer_eligible overall_star_rating owner_business page_about_story page_backed_instagram_accounts
    page_backed_threads_account_id page_backed_threads_accounts page_token
    page_whatsapp_number_verification parent_page parking partner_coupon_offer pass_thread_control
    pass_thread_metadata payment_options personal_info personal_interests personas pharma_safety_info
    phone photo_stories photos pickup_options picture place_topics place_type plot_outline posts
    preferred_audience press_contact price_range priority_hours privacy_info_url produced_by
    product_catalogs products promotion_eligible promotion_ineligible_reason promotions public_transit
    published_posts rating_count ratings recipient record_label release_date release_thread_control
    request_thread_control restaurant_services restaurant_specialties roles rtb_dynamic_posts schedule
    scheduled_live_video scheduled_posts screennames screenplay_by season secondary_receivers settings
    shop_setup_status show_playlists single_line_address space_participants starring start_info store_code
    store_location_descriptor store_locations store_number stories studio subscribed_apps
    supports_donate_button_in_live_video supports_instant_articles tabs tagged take_thread_control
    talking_about_count temporary_status thread_action thread_owner thread_settings threads tours
    unlink_accounts unread_message_count unread_notif_count unseen_message_count upcoming_changes
    user_access_expire_time username verification_status video_copyright_rules video_copyrights
    video_lists video_reels video_stories videos visitor_posts voip_info website welcome_message_flows
    were_here_count whatsapp_number workpagemessages written_by
  `,
  PageBroadcast: `
    insights scheduled_time status
  `,
  PageLabel: `
    label page_label_name
  `,
  Post: `
    actions admin_creator allowed_advertising_objectives application attachments backdated_time
    call_to_action can_reply_privately caption child_attachments comments comments_mirroring_domain
    coordinates created_time delivery_growth_optimizations description dynamic_posts edit_actions entities
    event expanded_height expanded_width feed_targeting formatting from full_picture height icon
    implicit_place insights instagram_eligibility is_app_share is_eligible_for_dark_post
    is_eligible_for_promotion is_expired is_fb_live_videos is_hidden is_inline_created
    is_instagram_eligible is_live_clip is_popular is_published is_spherical likes link
    live_video_eligibility message message_tags multi_share_end_card multi_share_optimized name object_id
    parent_id permalink_url picture place privacy private_replies promotable_id promotion_status
    promotions properties publishing_stats reactions scheduled_publish_time seen sharedposts shares source
    sponsor_tags status_type story story_tags subscribed target targeting timeline_visibility to
    translations type updated_time via video_buying_eligibility was_fb_live_videos width
    will_be_autocropped_when_deliver_to_instagram with_tags
  `,
  UnifiedThread: `
    can_reply folder former_participants is_archived is_owner is_subscribed link linked_group
    message_count messages name participants scoped_thread_key senders snippet subject tags unread_count
    updated_time wallpaper
  `,
  User: `
    about access_tokens accounts achievements ad_studies adaccounts address admin_notes age_range albums
    applications apprequestformerrecipients apprequests assigned_ad_accounts assigned_applications
    assigned_business_asset_groups assigned_pages assigned_product_catalogs
    assigned_whatsapp_business_accounts auth_method avatar_2d_profile_picture avatars birthday books
    business_users businesses can_review_measurement_request client_business_id community conversations
    cover currency custom_labels devices domains education email events family favorite_athletes
    favorite_requests favorite_teams feed first_name friendlists friends fundraisers game_items game_times
    games games_achieves games_plays games_stats gender groups hometown id_for_avatars ids_for_apps
    ids_for_business ids_for_pages insights inspirational_people instagram_user_self_asset install_type
    installed interested_in is_famedeeplinkinguser is_guest_user is_shared_login is_verified
    is_work_account labels languages last_name likes link live_encoders live_videos
    local_news_megaphone_dismiss_status local_news_subscription_status locale location meeting_for
    meeting_link messenger_desktop_performance_traces messenger_kids_accounts_unread_badge
    mfs_account_pin_reset middle_name movies music name name_format notifications partner_coupon_offer
    payment_pricepoints payment_transactions permissions personal_ad_accounts photos picture places
    political posts profile_pic promotable_domains promotable_events public_key quotes relationship_status
    religion request_history rich_media_documents screennames security_settings session_keys
    shared_login_upgrade_required_by short_name significant_other sports staging_resources
    supports_donate_button_in_live_video taggable_friends television test_group third_party_id threads
    timezone token_for_business updated_time verified video_upload_limits videos viewer_can_send_gift
    website work
  `,
  UserPageOneTimeOptInTokenSettings: `
    creation_timestamp custom_audience_ids next_eligible_time next_eligible_time_for_paid_messaging
    notification_messages_frequency notification_messages_reoptin notification_messages_timezone
    notification_messages_token recipient_id token_expiry_timestamp topic_title user_token_status
  `,
})

/** Whether Meta's SDKs list a field or an edge of a kind of node: `isListed('Page', 'about')`. */
export function isListed(type: string, field: string): boolean {
  const names = namesByKind()
  return Object.hasOwn(names, type) && (names[type] ?? '').split(/\s+/).includes(field)
}
