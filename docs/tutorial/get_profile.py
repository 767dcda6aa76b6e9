import os, sys, grpc
from google.protobuf import descriptor_pb2, message_factory
files = descriptor_pb2.FileDescriptorSet.FromString(open(os.path.dirname(os.environ["CA"]) + "/profile.desc", "rb").read()).file
Profile = message_factory.GetMessages(files)["postern.profile.v1.Profile"]
tls = grpc.ssl_channel_credentials(open(os.environ["CA"], "rb").read())
credentials = [("authorization", "Bearer " + os.environ["SYSTEM_TOKEN"]),  # keys in lower case: gRPC refuses others
               ("api-key", os.environ["API_KEY"]), ("customer-auth", "JWT " + os.environ["CUSTOMER_TOKEN"])]
with grpc.secure_channel(sys.argv[1], tls) as channel:
    get_profile = channel.unary_unary("/postern.profile.v1.ProfileService/GetProfile", response_deserializer=Profile.FromString)
    print(get_profile(b"", metadata=credentials, timeout=5))
