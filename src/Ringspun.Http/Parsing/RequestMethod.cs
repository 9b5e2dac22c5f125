namespace Ringspun.Http.Parsing;

/// <summary>The methods that RFC 9110 section 9 and RFC 5789 name. <see cref="Unknown"/> is answered with 501, those we do not serve with 405.</summary>
internal enum RequestMethod : byte
{
    Unknown,
    Get,
    Head,
    Options,
    Post,
    Put,
    Delete,
    Patch,
    Trace,
    Connect,
}
