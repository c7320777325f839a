using Isakmp.Registry;
using Isakmp.Wire.V1;

namespace Isakmp.Wire.Describe.V1;

/// <summary>What stands in parentheses behind a payload's name in a summary: "N(R-U-THERE)", "ATTR(CFG_REQUEST XAUTH_USER_NAME)".</summary>
internal static class PayloadSummary
{
    private const int ShownAttributes = 8;

    public static void Write(in PayloadView payload, DescriptionWriter writer)
    {
        switch (payload.Type.Value)
        {
            case 11 when NotifyPayloadView.TryRead(payload.Body, out NotifyPayloadView notify).IsOk:
                writer.Text("(").Text(notify.Type.Name).Text(")");
                break;
            case 12 when DeletePayloadView.TryRead(payload.Body, out DeletePayloadView delete).IsOk:
                writer.Text("(").Text(delete.Protocol.Name).Text(")");
                break;
            case 13:
                VendorIdDescriber.Summarize(payload.Body, writer);
                break;
            case 14 when ConfigurationPayloadView.TryRead(payload.Body, out ConfigurationPayloadView configuration).IsOk:
                Configuration(configuration, writer);
                break;
            case 132 when FragmentPayloadView.TryRead(payload.Body, out FragmentPayloadView fragment).IsOk:
                writer.Text("(").Number(fragment.FragmentNumber).Text(fragment.IsLast ? ", last)" : ")");
                break;
            default:
                break;
        }
    }

    private static void Configuration(in ConfigurationPayloadView configuration, DescriptionWriter writer)
    {
        writer.Text("(").Text(configuration.Type.Name);
        int count = 0;
        foreach (AttributeView attribute in configuration)
        {
            if (++count > ShownAttributes)
            {
                writer.Text(" ...");
                break;
            }

            writer.Text(" ").Text(new V1ConfigurationAttributeType(attribute.Type).Name);
        }

        writer.Text(")");
    }
}
