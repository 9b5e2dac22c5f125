using System.Text;
using FsCheck.Fluent;
using Ringspun.Http.Responses;

namespace Ringspun.Http.Tests.Responses;

public sealed class RangeFieldTests
{
    [Theory]
    [InlineData("bytes=0-0", 10, "0-0")]
    [InlineData("bytes=0-9", 10, "0-9")]
    [InlineData("bytes=2-", 10, "2-9")]
    [InlineData("bytes=-3", 10, "7-9")]
    [InlineData("bytes=-30", 10, "0-9")]
    [InlineData("bytes=5-100", 10, "5-9")]
    [InlineData("BYTES=1-2", 10, "1-2")]
    [InlineData("bytes= 1-2", 10, "1-2")]
    [InlineData("bytes=0-99999999999999999999", 10, "0-9")]
    [InlineData("bytes=9-9", 10, "9-9")]
    [InlineData("bytes=10-", 10, "416")]
    [InlineData("bytes=10-20", 10, "416")]
    [InlineData("bytes=99999999999999999999-", 10, "416")]
    [InlineData("bytes=-0", 10, "416")]
    [InlineData("bytes=0-", 0, "416")]
    [InlineData("bytes=-1", 0, "200")]
    [InlineData("bytes=", 10, "200")]
    [InlineData("bytes=-", 10, "200")]
    [InlineData("bytes=5-4", 10, "200")]
    [InlineData("bytes=a-b", 10, "200")]
    [InlineData("bytes=1", 10, "200")]
    [InlineData("bytes=1-2-3", 10, "200")]
    [InlineData("bytes=--1", 10, "200")]
    [InlineData("bytes=+1-2", 10, "200")]
    [InlineData("bytes = 1-2", 10, "200")]
    [InlineData("items=0-1", 10, "200")]
    [InlineData("bytes=0-1,3-4", 10, "200")]
    [InlineData("bytes=0-1,", 10, "200")]
    [InlineData("", 10, "200")]
    public void A_range_is_taken_ignored_or_refused(string value, long size, string expected)
    {
        var verdict = RangeField.Evaluate(Encoding.ASCII.GetBytes(value), size);
        string actual = verdict.Kind switch
        {
            VerdictKind.Partial => $"{verdict.Range.First}-{verdict.Range.Last}",
            VerdictKind.RangeNotSatisfiable => "416",
            _ => "200",
        };
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_range_is_always_within_the_file() => Property.Holds(
        Gen.Elements("bytes=", "-", "0", "5", "9", "12", ",", " ", "99999999999999999999").ArrayOf().Select(string.Concat).ToArbitrary(),
        static tail =>
        {
            var verdict = RangeField.Evaluate(Encoding.ASCII.GetBytes("bytes=" + tail), 10);
            if (verdict.Kind == VerdictKind.Partial)
            {
                Assert.InRange(verdict.Range.First, 0, verdict.Range.Last);
                Assert.InRange(verdict.Range.Last, 0, 9);
            }
        },
        2000);
}
